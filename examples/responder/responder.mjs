/* oxlint-disable unicorn/no-thenable -- a word of the contract; it is never a function */
import { createServer } from "node:http";
import { objectionTo } from "../receiver/verify.mjs";

/*
 * A responder of an automation (`respond`) in plain Node: what the contact wrote goes in, what is said to them comes out.
 *
 *   SECRET=whsec_... PORT=8788 node responder.mjs
 */
const { SECRET, PORT = "8788" } = process.env;
if (!SECRET) throw new Error("SECRET is not set: POST /v1/automations answers it");

function answerTo({ messages, contact }) {
  const last = messages.findLast(({ direction }) => direction === "incoming")?.text ?? "";
  if (/persona|humano/i.test(last)) return { messages: [], then: "handOver" };
  if (/gracias/i.test(last)) return { messages: [{ text: "¡Con gusto!" }], then: "done" };
  return { messages: [{ text: `${contact.name}, escribiste: ${last}` }], then: "wait" };
}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await Array.fromAsync(request));
  if (objectionTo(body, request.headers, [SECRET]) !== null) return response.writeHead(401).end();
  response.writeHead(200, { "content-type": "application/json" });
  return response.end(JSON.stringify(answerTo(JSON.parse(body.toString("utf8")))));
});
server.listen(Number(PORT), () => process.stdout.write(`listening ${server.address().port}\n`));
