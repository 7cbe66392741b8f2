import type { Command } from "../../domain/conversation/commands.ts";
import { withTags } from "../../domain/conversation/tag.ts";
import type { Turn } from "../turn.ts";

/**
 * Puts tags on a conversation, or takes them off. They say nothing about the four regions, so no region is asked. Returns whether
 * anything changed: each tag that did has an activity, all of them together one event.
 */
export function applyTags(turn: Turn, command: Command & { name: "tag" | "untag" }): boolean {
  const { tags: before } = turn.conversation.facts;
  const adds = command.name === "tag";
  const changed = command.tags.filter((tag) => before.includes(tag) !== adds).toSorted();
  if (changed.length === 0) return false;
  const tags = adds ? withTags(before, changed) : before.filter((tag) => !changed.includes(tag));
  turn.label(tags);
  for (const tag of changed) turn.record(adds ? "tagged" : "untagged", { tag });
  if (adds) turn.publish("conversation.tagged", { tags, added: changed });
  else turn.publish("conversation.untagged", { tags, removed: changed });
  return true;
}
