import { createHmac, timingSafeEqual } from "node:crypto";
import { fastify } from "fastify";
import { z } from "zod";

/*
 * What somebody would write in an afternoon: a webhook that checks the signature, parses, validates, and answers. It stores nothing.
 * Usage: `node bench/baselines/bare-fastify.ts <app secret>`.
 */

const webhookSchema = z.object({
  object: z.literal("whatsapp_business_account"),
  entry: z.array(
    z.object({
      id: z.string(),
      changes: z.array(
        z.object({
          field: z.string(),
          value: z.object({
            metadata: z.object({ phone_number_id: z.string() }),
            messages: z
              .array(
                z.object({
                  id: z.string(),
                  from: z.string(),
                  timestamp: z.string(),
                  type: z.string(),
                }),
              )
              .optional(),
          }),
        }),
      ),
    }),
  ),
});

const secret = process.argv[2] ?? "";
const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

app.post("/webhooks/whatsapp", (request, reply) => {
  const body = request.body as Buffer;
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(String(request.headers["x-hub-signature-256"]).slice(7), "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return reply.code(401).send();
  }
  webhookSchema.parse(JSON.parse(body.toString()));
  return reply.code(200).send();
});

console.log(`ready at ${await app.listen({ port: 0, host: "127.0.0.1" })}`);
