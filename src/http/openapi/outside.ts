import type { OpenapiOperation } from "./shape.ts";

/** What Meta sends: its bytes are signed, so no schema stands before them. */
export const WEBHOOK_REQUEST = {
  parameters: [
    {
      name: "x-hub-signature-256",
      in: "header",
      required: true,
      description: "`sha256=` and the HMAC-SHA256 of the raw body under the app's secret, in hex.",
      schema: { type: "string", pattern: "^sha256=[0-9a-f]{64}$" },
    },
  ],
  requestBody: {
    required: true,
    description: "A webhook of the WhatsApp Business Platform, whatever its content type.",
    content: {
      "application/json": {
        schema: { type: "object" },
        example: { object: "whatsapp_business_account", entry: [] },
      },
    },
  },
} satisfies OpenapiOperation;

/** A form is read part by part, and never by a schema. */
export const UPLOAD_REQUEST = {
  requestBody: {
    required: true,
    content: {
      "multipart/form-data": {
        schema: {
          type: "object",
          properties: { file: { type: "string", format: "binary" } },
          required: ["file"],
        },
      },
    },
  },
} satisfies OpenapiOperation;
