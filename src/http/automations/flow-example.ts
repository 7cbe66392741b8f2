/** A small flow, as people write it. */
export const DEFINITION_EXAMPLE = {
  name: "Bienvenida",
  start: { on: "conversation.started_by_contact" },
  runPolicy: { kind: "oncePerEpisode" },
  first: "ask_need",
  steps: [
    {
      id: "ask_need",
      do: "ask",
      message: {
        type: "buttons",
        body: "Hola {{contact.firstName|amigo}}, ¿qué necesitas?",
        buttons: [
          { id: "sales", title: "Comprar" },
          { id: "help", title: "Ayuda" },
        ],
      },
      expect: {
        kind: "choice",
        choices: [
          { id: "sales", words: ["precio"] },
          { id: "help", words: [] },
        ],
      },
      timeoutMs: 3_600_000,
      saveAs: "need",
      next: "give",
      onInvalid: "give",
      onTimeout: null,
    },
    {
      id: "give",
      do: "handOver",
      to: {
        kind: "pick",
        among: { kind: "team", teamId: "team_0k2f7v9c1m3n5p7q9s1u" },
        by: "roundRobin",
      },
    },
  ],
};
