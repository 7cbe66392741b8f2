/* oxlint-disable unicorn/no-thenable -- a word of the contract; it is never a function */
import { createServer } from "node:http";
import { objectionTo } from "../receiver/verify.mjs";

/*
 * A responder of an automation (`respond`) in plain Node: what the contact wrote goes in, what is said to them comes out.
 *
 *   SECRET=whsec_... PORT=8788 node responder.mjs
 */
const { SECRET, PORT = "8788" } = process.env;
if (!SECRET) {
  process.stderr.write("SECRET is not set: POST /v1/automations answers it.\n");
  process.exit(1);
}

function answerTo({ messages, contact }) {
  const last = messages.findLast(({ direction }) => direction === "incoming")?.text ?? "";
  if (/persona|humano/i.test(last)) return { messages: [], then: "handOver" };
  if (/gracias/i.test(last)) return { messages: [{ text: "¡Con gusto!" }], then: "done" };
  return { messages: [{ text: `${contact.name}, escribiste: ${last}` }], then: "wait" };
}

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (objectionTo(body, request.headers, [SECRET]) !== null) return response.writeHead(401).end();
  response.writeHead(200, { "content-type": "application/json" });
  return response.end(JSON.stringify(answerTo(JSON.parse(body.toString("utf8")))));
}

// Whoever hangs up in the middle of a request must not end the program.
const server = createServer((request, response) =>
  answer(request, response).catch(() => response.destroy()),
);
server.listen(Number(PORT), () => process.stdout.write(`listening ${server.address().port}\n`));
