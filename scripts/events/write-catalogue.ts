import { z } from "zod";
import { EVENT_TYPES, type EventType } from "../../src/domain/events.ts";
import { dataNameOf, EVENT_CATALOGUE } from "../../src/http/event-catalogue/catalogue.ts";

/** Sections of the page, each with the first words of its types. */
const GROUPS: readonly { title: string; about: string; of: readonly string[] }[] = [
  {
    title: "Conversations",
    about: "Its life, whose it is, and who has to look.",
    of: ["conversation"],
  },
  { title: "The window", about: "WhatsApp's 24 hours for free-form messages.", of: ["window"] },
  {
    title: "Messages and calls",
    about: "What was said, and what became of it.",
    of: ["message", "call"],
  },
  { title: "Contacts", about: "The people outside, on WhatsApp and in the CRM.", of: ["contact"] },
  {
    title: "Opportunities, activities and tasks",
    about: "Records of contacts.",
    of: ["opportunity", "activity", "task"],
  },
  { title: "Automations", about: "Runs of flows.", of: ["automation"] },
];

const HEAD = `# Events

<!-- Made by scripts/generate-events.ts from src/http/event-catalogue. Changes by hand are lost, and a test finds them. -->

Everything that Ventana announces, in the feed (\`GET /v1/events\`), on the live stream (\`GET /v1/stream\`) and to endpoints, as one and the same envelope.
[Receiving events](receiving-events.md) shows how to take and verify them; \`/docs\` shows an example of each, whole.

`;

const ENVELOPE = `
| member                       | what it says                                                                                        |
| ---------------------------- | --------------------------------------------------------------------------------------------------- |
| \`id\`                         | of the event, for ever: also its \`webhook-id\`. Take each once                                       |
| \`type\`                       | one of the types below. More may come: ignore what you do not know                                  |
| \`seq\`                        | 1, 2, 3, ... in the workspace, without a gap                                                        |
| \`occurredAt\`, \`recordedAt\`   | when it happened, by WhatsApp's clock where it tells; when it was written down here                 |
| \`conversation\`               | which, in which episode, and its version after the step; null when only the CRM was concerned       |
| \`cause\`                      | what brought it about, and on whose behalf (\`actor\`)                                                |
| \`data\`                       | what happened, below by type. Of a conversation's step always with \`line\` and \`contact\`             |

Rules after "when" are those of the inbox's specification: T transitions, R and Q rules, I invariants.
`;

/** docs/events.md, from the catalogue that tests hold against the engine. */
export function writeCatalogue(): string {
  const { example } = EVENT_CATALOGUE["conversation.started_by_contact"];
  const envelope = `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\`\n`;
  const groups = GROUPS.map((group) => ({
    ...group,
    types: EVENT_TYPES.filter((type) => group.of.includes(type.split(".", 1)[0] ?? "")),
  }));
  const told = new Set(groups.flatMap(({ types }) => types));
  const untold = EVENT_TYPES.filter((type) => !told.has(type));
  if (untold.length > 0) throw new Error(`${untold.join(", ")}: of no group of this script`);
  const sections = groups.filter(({ types }) => types.length > 0).map(sectionOf);
  return `${HEAD}${envelope}${ENVELOPE}${sections.join("")}`;
}

function sectionOf({
  title,
  about,
  types,
}: (typeof GROUPS)[number] & { types: EventType[] }): string {
  const rows = types.map((type) => {
    const { means, when, rules } = EVENT_CATALOGUE[type];
    const follows = rules.length === 0 ? "" : ` (${rules.join(", ")})`;
    return `| \`${type}\` | ${means} | ${when}${follows} |\n`;
  });
  const table = `| event | what it means | when, and when not |\n| --- | --- | --- |\n${rows.join("")}`;
  const names = [...new Set(types.map(dataNameOf))];
  const said = new Set<string>();
  const data = names.map((name) => {
    const of = types.filter((type) => dataNameOf(type) === name);
    return dataOf(name, of, said);
  });
  return `\n## ${title}\n\n${about}\n\n${table}${data.join("")}`;
}

/** One shape of `data`, which several types may share. What the section has said of a member is not said again. */
function dataOf(name: string, types: readonly EventType[], said: Set<string>): string {
  const [first] = types;
  if (first === undefined) return "";
  const { data, example } = EVENT_CATALOGUE[first];
  const { line: _line, contact: _contact, ...shown } = example.data;
  const members = membersOf(data)
    .map(([path, words]) => `- \`${path}\`: ${words}\n`)
    .filter((member) => !said.has(member));
  for (const member of members) said.add(member);
  const of = types.map((type) => `\`${type}\``).join(", ");
  const list = members.length === 0 ? "" : `\n${members.join("")}`;
  return `\n**${name}** is the \`data\` of ${of}:\n\n\`\`\`json\n${JSON.stringify(shown)}\n\`\`\`\n${list}`;
}

/** Members that need a word, and those that are not always there. */
function membersOf(schema: z.ZodObject, path = ""): [path: string, words: string][] {
  return Object.entries(schema.shape).flatMap(([name, member]): [string, string][] => {
    if (path === "" && (name === "line" || name === "contact")) return [];
    const at = `${path}${name}`;
    const words = (member as z.ZodType).description;
    const own: [string, string][] = words === undefined ? [] : [[at, words]];
    return member instanceof z.ZodObject ? [...own, ...membersOf(member, `${at}.`)] : own;
  });
}
