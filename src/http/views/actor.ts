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
      description: "Of users and contacts; null for what is not a person, or has no name.",
    }),
  })
  .meta({
    id: "Author",
    examples: [{ kind: "user", id: "usr_0k2f7v9c1m3n5p7q9s1u", name: "Marta Ruiz" }],
  });
