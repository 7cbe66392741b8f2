import { expect } from "vitest";

export const head = { name: "Welcome", start: { on: "conversation.started_by_contact" } };
export const note = (id: string, next: string | null = null, text = "x") => ({
  id,
  do: "note",
  text,
  next,
});
export const flow = (steps: unknown[], rest: Record<string, unknown> = {}) => ({
  ...head,
  first: "a",
  steps,
  ...rest,
});
export const ask = (id: string, rest: Record<string, unknown>) => ({
  id,
  do: "ask",
  message: { type: "text", text: "?" },
  expect: { kind: "any" },
  timeoutMs: 60_000,
  ...rest,
});
const buttons = {
  type: "buttons",
  body: "?",
  buttons: [
    { id: "yes", title: "Sí" },
    { id: "no", title: "No" },
  ],
};
const choose = (choices: unknown[], message: unknown = buttons) =>
  ask("a", { message, expect: { kind: "choice", choices } });

const KNOWN = { is: "known" };
const is = (compare: unknown) => ({ field: "contactField", key: "company", compare });

/** What is wrong with a definition, the definition, and what is answered. */
export const BAD_FLOWS: [string, unknown, string[]][] = [
  [
    "a branch that leads nowhere",
    flow([ask("a", { onTimeout: "b2" })]),
    ['steps[0] (a).onTimeout must be a step of this flow: there is no "b2"'],
  ],
  [
    "a first step that is not there",
    flow([note("x")]),
    ['first must be a step of this flow: there is no "a"'],
  ],
  [
    "a circle, with its way",
    flow([
      note("a", "b"),
      { id: "b", do: "decide", if: { all: [{ field: "hasOwner", is: true }] }, yes: "c", no: null },
      note("c", "a"),
    ]),
    ["steps[2] (c).next must not lead back: a -> b -> c -> a"],
  ],
  [
    "a step that leads to itself",
    flow([note("a", "a")]),
    ["steps[0] (a).next must not lead back: a -> a"],
  ],
  [
    "a step that nothing leads to",
    flow([note("a"), note("b", "c"), note("c")]),
    [
      "steps[1] (b) must be led to by a step that is reached",
      "steps[2] (c) must be led to by a step that is reached",
    ],
  ],
  [
    "two steps of one name",
    flow([note("a"), note("a")]),
    ["steps[1] (a).id must be its own: steps[0] has it already"],
  ],
  [
    "a placeholder without a default",
    flow([note("a", null, "Hola {{contact.firstName}}")]),
    ["steps[0] (a).text {{contact.firstName}} must have a default: {{contact.firstName|...}}"],
  ],
  [
    "a placeholder that is not closed",
    flow([note("a", null, "Hola {{contact.firstName|amigo}, {{line.name|?}}")]),
    ["steps[0] (a).text has a {{ without its }}: {{contact.firstName|amigo}}"],
  ],
  [
    "a placeholder where nothing is filled in",
    flow(
      [
        { id: "a", do: "tag", tags: ["{{contact.city|x}}"], next: "b" },
        { id: "b", do: "webhook", url: "https://a.example/{{vars.order|0}}", next: "c" },
        {
          id: "c",
          do: "decide",
          if: { all: [is({ is: "equal", value: "{{contact.company|x}}" })] },
          yes: "d",
        },
        {
          id: "d",
          do: "sendTemplate",
          template: {
            name: "hola",
            language: "es",
            bindings: {
              "body.1": { kind: "text", text: "{{contact.firstName|amigo}}" },
              "body.2": { kind: "field", field: "company", default: "{{line.name|x}}" },
            },
          },
          next: "e",
        },
        { id: "e", do: "stop", reason: "{{line.name|x}}" },
      ],
      { when: { any: [{ not: is({ is: "contains", value: "{{line.name|x}}" }) }] } },
    ),
    [
      "steps[0] (a).tags[0] must have no placeholder: nothing is filled in here",
      "steps[1] (b).url must have no placeholder: nothing is filled in here",
      "steps[2] (c).if.all[0].compare.value must have no placeholder: nothing is filled in here",
      "steps[3] (d).template.bindings.body.2.default must have no placeholder: nothing is filled in here",
      "steps[4] (e).reason must have no placeholder: nothing is filled in here",
      "when.any[0].not.compare.value must have no placeholder: nothing is filled in here",
    ],
  ],
  [
    "a condition that is two, or none",
    flow([
      { id: "a", do: "decide", if: { all: [is(KNOWN)], any: [is(KNOWN)] }, yes: "b" },
      { id: "b", do: "decide", if: "always" },
    ]),
    [
      "steps[0] (a).if must have either all or any, and a list of conditions",
      "steps[1] (b).if must have either all or any, and a list of conditions",
    ],
  ],
  [
    "a start that depends on an opportunity, which only a decision looks up",
    flow([note("a")], {
      when: { all: [{ field: "opportunityField", key: "stage", compare: KNOWN }] },
    }),
    ["when must not ask about the opportunity: it is looked up by a decision of the flow"],
  ],
  [
    "a field that is made of others",
    flow([{ id: "a", do: "setField", field: "fullName", value: "Ana Souza" }]),
    ["steps[0] (a).field must be a field that can be set, and no name made of others"],
  ],
  [
    "a placeholder of something unknown",
    flow([{ id: "a", do: "send", messages: [{ type: "text", text: "{{contact.age|1}}" }] }]),
    [
      "steps[0] (a).messages[0].text {{contact.age}} is not known: it must be contact and a field of it, vars and a name, or line.name",
    ],
  ],
  [
    "a variable that nothing sets",
    flow([note("a", "b", "{{vars.city|?}}"), ask("b", { saveAs: "city" })]),
    ["steps[0] (a).text must be set by an earlier step: nothing sets city"],
  ],
  [
    "a decision about a variable that nothing sets",
    flow([
      {
        id: "a",
        do: "decide",
        if: { any: [{ not: { field: "variable", name: "x", compare: { is: "known" } } }] },
      },
    ]),
    ["steps[0] (a).if must be set by an earlier step: nothing sets x"],
  ],
  [
    "a pattern that RE2 refuses",
    flow([ask("a", { expect: { kind: "pattern", pattern: "(?=x)" } })]),
    [
      "steps[0] (a).expect.pattern must be a pattern of RE2: invalid or unsupported Perl syntax: `(?=`",
    ],
  ],
  [
    "a start pattern that RE2 refuses",
    flow([note("a")], {
      start: { on: "message.received", match: { kind: "pattern", pattern: "(a" } },
    }),
    ["start.match.pattern must be a pattern of RE2: missing closing ): `(a`"],
  ],
  [
    "a tag that passes its own limit, and that of texts",
    flow([{ id: "a", do: "tag", tags: ["x".repeat(300)] }]),
    ["steps[0] (a).tags[0] must have at most 64 characters"],
  ],
  [
    "a text that is too long for WhatsApp",
    flow([{ id: "a", do: "send", messages: [{ type: "text", text: "x".repeat(4_097) }] }]),
    ["steps[0] (a).messages[0].text must have at most 4096 characters"],
  ],
  [
    "a text that is blank with its defaults",
    flow([{ id: "a", do: "send", messages: [{ type: "text", text: "{{vars.x|\u200b}}" }] }], {
      start: { on: "manual" },
    }),
    ["steps[0] (a).messages[0].text must not be blank, with its defaults filled in"],
  ],
  [
    "two choices of one id",
    flow([
      choose([
        { id: "yes", words: [] },
        { id: "no", words: [] },
        { id: "no", words: ["nunca"] },
      ]),
    ]),
    [
      "steps[0] (a).expect.choices[2].id must be its own: nobody can choose the second of two with one id",
    ],
  ],
  [
    "a choice that can neither be tapped nor typed",
    flow([
      choose([
        { id: "yes", words: [] },
        { id: "no", words: ["nel"] },
        { id: "maybe", words: ["NEL"] },
      ]),
    ]),
    [
      "steps[0] (a).expect.choices[2] can be chosen by nobody: nothing to tap has this id, and it has no words of its own",
    ],
  ],
  [
    "a button that is no choice",
    flow([choose([{ id: "yes", words: [] }])]),
    ["steps[0] (a).message offers no to tap, which is none of the choices"],
  ],
  [
    "an opportunity that is due",
    flow([{ id: "a", do: "createRecord", record: "opportunity", title: "x", dueInMs: 60_000 }]),
    ["steps[0] (a).dueInMs must be left out: an opportunity is never due"],
  ],
  [
    "a task with a stage",
    flow([{ id: "a", do: "createRecord", record: "task", title: "x", stage: "y" }]),
    ["steps[0] (a).stage must be left out: a task has no stage"],
  ],
  [
    "a wait for a time with a time-out",
    flow([{ id: "a", do: "wait", for: { kind: "businessHours" }, onTimeout: "b" }, note("b")]),
    ["steps[0] (a).onTimeout must be left out: only what waits for an event can wait in vain"],
  ],
  [
    "a start by hand from an ad",
    flow([note("a")], { start: { on: "manual" }, scope: { adIds: ["1"] } }),
    ["scope.adIds must be left out: what people or programs start comes from no ad"],
  ],
  [
    "an end at the very start",
    flow([note("a")], { start: { on: "conversation.closed" }, stopWhenClosed: true }),
    [
      "stopWhenClosed must not be true: a flow that starts when the conversation is closed would end at once",
    ],
  ],
  [
    "a taking over in order to say nothing",
    flow([note("a")], { takesOver: true }),
    ["takesOver must not be true: no step of this flow writes to the contact"],
  ],
  [
    "a member that is not known",
    flow([{ ...note("a"), delay: 1 }]),
    ["steps[0] (a).delay is not a known field"],
  ],
  [
    "an action that is not known",
    flow([{ id: "a", do: "fly" }]),
    [expect.stringMatching(/^steps\[0\] \(a\)\.do must be one of decide, split, send, /)] as never,
  ],
  [
    "a condition that is not known",
    flow([{ id: "a", do: "decide", if: { all: [{ field: "moon", is: true }] } }]),
    [
      expect.stringMatching(
        /^steps\[0\] \(a\)\.if\.all\[0\]\.field must be one of channel, line, /,
      ),
    ] as never,
  ],
  [
    "a condition with a wrong value",
    flow([{ id: "a", do: "decide", if: { any: [{ not: { field: "hasOwner", is: "yes" } }] } }]),
    ["steps[0] (a).if.any[0].not.is must be true or false"],
  ],
  [
    "a condition of nothing",
    flow([{ id: "a", do: "decide", if: {} }]),
    ["steps[0] (a).if.all is required"],
  ],
  ["nothing at all", null, ["definition is required"]],
  [
    "steps that are no list",
    flow("x" as never),
    ["steps must be an array", 'first must be a step of this flow: there is no "a"'],
  ],
];
