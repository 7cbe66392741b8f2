import { createServer } from "node:http";
import { catchUp } from "./catch-up.mjs";
import { openJournal } from "./journal.mjs";
import { objectionTo } from "./verify.mjs";

/*
 * A receiver of Ventana's events in plain Node, without packages: it refuses what is not genuine, takes each event once, notices what comes
 * late, and catches up after an outage.
 *
 *   SECRETS=whsec_... node receiver.mjs
 *
 * SECRETS        secrets of the endpoint that are in force, with commas
 * PORT           default 8787
 * JOURNAL        file of what was received; default received.ndjson
 * VENTANA_URL    with VENTANA_TOKEN: read the feed first, and take what was missed
 * TYPES          types that the endpoint subscribes to, with commas; all when not given
 */

const BODY_BYTES_MAX = 1_048_576;
const { SECRETS, PORT = "8787", JOURNAL = "received.ndjson" } = process.env;
const { VENTANA_URL: url, VENTANA_TOKEN: token, TYPES: types } = process.env;
if (!SECRETS) {
  process.stderr.write("SECRETS is not set: POST /v1/endpoints answers one, whsec_...\n");
  process.exit(1);
}
const secrets = SECRETS.split(",");
const journal = openJournal(JOURNAL);
const say = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);

const server = createServer(async (request, response) => {
  try {
    response.writeHead(await statusFor(request)).end();
  } catch (error) {
    // Not taken: any answer but 2xx brings it again.
    say({ outcome: "failed", why: String(error) });
    response.writeHead(500).end();
  }
});

async function statusFor(request) {
  if (request.method !== "POST") return 405;
  const rawBody = await readBody(request);
  if (rawBody === null) return 413;
  // Over the bytes as they came: whoever parses and writes the JSON anew gets other bytes.
  const why = objectionTo(rawBody, request.headers, secrets);
  if (why !== null) {
    say({ outcome: "refused", why });
    return 401;
  }
  const event = JSON.parse(rawBody.toString("utf8"));
  say({ outcome: journal.take(event), id: event.id, type: event.type, seq: event.seq });
  return 204;
}

async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

if (url && token)
  say({ outcome: "caught up", missing: await catchUp(journal, { url, token, types }) });
server.listen(Number(PORT), () => say({ outcome: "listening", port: server.address().port }));
