import { z } from "zod";

/** Who did something. */
export const actorSchema = z
  .object({
    kind: z.enum(["contact", "user", "phone", "automation", "rule", "system"]),
    id: z.string(),
  })
  .meta({ id: "Actor", examples: [{ kind: "user", id: "usr_0k2f7v9c1m3n5p7q9s1u" }] });

/** Who did something, with the name that people read. */
export const authorSchema = actorSchema
  .extend({
    name: z.string().nullable().meta({
      description:
        "Of users, contacts and automations; null for the others, and for what has no name or is there no more.",
    }),
  })
  .meta({
    id: "Author",
    examples: [{ kind: "user", id: "usr_0k2f7v9c1m3n5p7q9s1u", name: "Marta Ruiz" }],
  });
