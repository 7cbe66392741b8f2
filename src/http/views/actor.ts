import { z } from "zod";

/** Who did something. */
export const actorSchema = z
  .object({
    kind: z.enum(["contact", "user", "phone", "automation", "rule", "system"]),
    id: z.string(),
  })
  .meta({ id: "Actor", examples: [{ kind: "user", id: "usr_0k2f7v9c1m3n5p7q9s1u" }] });
