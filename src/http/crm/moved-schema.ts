import { z } from "zod";

const count = z.int().min(0);

export const movedSchema = z
  .object({ contact: count, opportunities: count, activities: count, tasks: count })
  .meta({
    description:
      "How many went to the new owner together with the conversation, when `cascade` asked for some: the contact, and of its records those that are open or pending and were not theirs.",
  });
