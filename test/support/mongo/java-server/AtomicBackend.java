import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/**
 * Makes each command one step, as a mongod does. The backends of mongo-java-server hand out the stored documents
 * themselves and encode them after their lock is released: of 500 concurrent findOneAndUpdate with $inc, a few then
 * answer with the number of a later one. Here a command runs, is copied and is made durable before the next one starts.
 */
final class AtomicBackend implements MongoBackend {
  private final MongoBackend inner;
  private final Runnable makeDurable;

  AtomicBackend(MongoBackend inner, Runnable makeDurable) {
    this.inner = inner;
    this.makeDurable = makeDurable;
  }

  @Override
  public synchronized Document handleMessage(MongoMessage message) {
    try {
      return inner.handleMessage(message).cloneDeeply();
    } finally {
      makeDurable.run();
    }
  }

  @Override
  public synchronized Document handleCommand(Channel channel, String database, String command, Document query) {
    try {
      return inner.handleCommand(channel, database, command, query).cloneDeeply();
    } finally {
      makeDurable.run();
    }
  }

  @Override
  public synchronized QueryResult handleQuery(MongoQuery query) {
    return inner.handleQuery(query);
  }

  @Override
  public synchronized void handleClose(Channel channel) {
    inner.handleClose(channel);
  }

  @Override
  public synchronized void dropDatabase(String database) {
    inner.dropDatabase(database);
    makeDurable.run();
  }

  @Override
  public Collection<Document> getCurrentOperations(MongoQuery query) {
    return inner.getCurrentOperations(query);
  }

  @Override
  public synchronized Document getServerStatus() {
    return inner.getServerStatus();
  }

  @Override
  public synchronized void close() {
    inner.close();
  }

  @Override
  public synchronized void closeCursors(List<Long> cursorIds) {
    inner.closeCursors(cursorIds);
  }

  @Override
  public Clock getClock() {
    return inner.getClock();
  }

  @Override
  public void enableOplog() {
    inner.enableOplog();
  }

  @Override
  public void disableOplog() {
    inner.disableOplog();
  }

  @Override
  public MongoDatabase resolveDatabase(String database) {
    return inner.resolveDatabase(database);
  }

  @Override
  public MongoBackend version(MongoVersion version) {
    inner.version(version);
    return this;
  }
}
