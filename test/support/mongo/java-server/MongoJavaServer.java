import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * Usage: MongoJavaServer PORT [FILE]. Serves the MongoDB protocol on 127.0.0.1 at PORT (0: any free one), from memory
 * or from FILE, prints "ready PORT" and ends when its standard input does: a test process that dies takes it along.
 */
public final class MongoJavaServer {
  /** The driver asks for protocol 9 (MongoDB 4.4) at least; the newest that mongo-java-server reports by itself is 8. */
  private static final MongoVersion VERSION =
      new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
          return List.of(4, 4, 0);
        }

        @Override
        public int getWireVersion() {
          return 9;
        }
      };

  public static void main(String[] args) throws Exception {
    MongoBackend backend = args.length > 1 ? onFile(args[1]) : new AtomicBackend(new MemoryBackend(), () -> {});
    MongoServer server = new MongoServer(backend.version(VERSION));
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    System.out.println("ready " + server.getLocalAddress().getPort());
    while (System.in.read() >= 0) {}
    server.shutdownNow();
  }

  /** Answers only after the write is on the disk: what `j: true` asks for. H2 alone would write about once a second. */
  private static MongoBackend onFile(String file) {
    MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().open();
    return new AtomicBackend(
        new H2Backend(store),
        () -> {
          if (!store.isClosed() && store.hasUnsavedChanges()) {
            store.commit();
            store.sync();
          }
        });
  }
}
