import { createHmac, timingSafeEqual } from "node:crypto";
import { Queue, Worker, type Job } from "bullmq";
import { fastify } from "fastify";
import { Redis } from "ioredis";
import { Pool } from "undici";
import { z } from "zod";

/*
 * What somebody would use instead of the engine: Fastify puts each message into a BullMQ queue, a worker posts it to a receiver. It keeps
 * no state, no order and no record. Redis appends to its file and syncs it every second.
 * Usage: `node bench/baselines/bullmq-pipeline.ts <app secret> <redis url> <receiver url> <concurrency> <port>`; BullMQ's own defaults otherwise.
 */

const messageSchema = z.object({
  id: z.string(),
  from: z.string(),
  timestamp: z.string(),
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
});
const webhookSchema = z.object({
  entry: z.array(
    z.object({
      changes: z.array(z.object({ value: z.object({ messages: z.array(messageSchema) }) })),
    }),
  ),
});
type Message = z.infer<typeof messageSchema>;

const [secret = "", redisUrl = "", receiverUrl = "", concurrency = "50", port = "0"] =
  process.argv.slice(2);
const { origin, pathname } = new URL(receiverUrl);
const receiver = new Pool(origin, { connections: Number(concurrency) });
const queue = new Queue("events", { connection: new Redis(redisUrl) });

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

app.post("/webhooks/whatsapp", async (request, reply) => {
  const body = request.body as Buffer;
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(String(request.headers["x-hub-signature-256"]).slice(7), "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return reply.code(401).send();
  }
  const webhook = webhookSchema.parse(JSON.parse(body.toString()));
  for (const { changes } of webhook.entry) {
    for (const { value } of changes) {
      const jobs = value.messages.map((message) => ({
        name: "message",
        data: message,
        opts: { removeOnComplete: true },
      }));
      await queue.addBulk(jobs);
    }
  }
  return reply.code(200).send();
});

async function handle({ data }: Job<Message>): Promise<void> {
  const event = {
    type: "message.received",
    occurredAt: Number(data.timestamp) * 1_000,
    contact: data.from,
    message: { sourceId: data.id, content: data.text },
  };
  const answer = await receiver.request({
    path: pathname,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(event),
  });
  await answer.body.dump();
  if (answer.statusCode >= 300) throw new Error(`the receiver answered ${answer.statusCode}`);
}

const worker = new Worker<Message>("events", handle, {
  connection: new Redis(redisUrl, { maxRetriesPerRequest: null }),
  concurrency: Number(concurrency),
});
await worker.waitUntilReady();
console.log(`ready at ${await app.listen({ port: Number(port), host: "127.0.0.1" })}`);
process.once("SIGTERM", () => process.exit(0));
