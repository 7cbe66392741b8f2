import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { definition } from "../support/automations.ts";
import { useBench } from "../support/bench.ts";

const bench = useBench();

describe("an automation", () => {
  it("cannot be switched on while it sends a file that the library has not, or of another kind", async () => {
    const { ask, store } = bench();
    const blob = { sha256: "0".repeat(64), bytes: 5, type: "application/pdf", key: "plan" };
    const asset = { workspaceId: DEFAULT_WORKSPACE, id: "med_plan", kind: "document" } as const;
    const rest = {
      animated: false,
      filename: "plan.pdf",
      oneOff: false,
      createdBy: "admin",
      createdAt: 0,
    };
    await store.addAsset({ ...asset, ...rest, blob, deletedAt: null });
    const buttons = [{ id: "yes", title: "Sí" }];
    const header = { type: "image", mediaId: "med_none" };
    const steps = [
      {
        id: "show",
        do: "send",
        next: "ask",
        messages: [
          { type: "document", mediaId: asset.id },
          { type: "image", mediaId: "med_none" },
          { type: "image", mediaId: asset.id },
        ],
      },
      {
        id: "ask",
        do: "ask",
        message: { type: "buttons", header, body: "¿Te gusta?", buttons },
        expect: { kind: "any" },
        whenInvalid: { type: "sticker", mediaId: "med_none" },
        timeoutMs: 60_000,
      },
    ];
    const made = await ask("POST", "/v1/automations", definition({ first: "show", steps }));
    const { id } = made.json<{ id: string }>();
    const refused = await ask("POST", `/v1/automations/${id}/enable`);
    expect(refused.json()).toMatchObject({
      code: "automation.unfit",
      errors: [
        {
          field: "definition.steps[0] (show).messages[1].mediaId",
          rule: "is no file of the library",
        },
        {
          field: "definition.steps[0] (show).messages[2].mediaId",
          rule: "must be of kind image, and is document",
        },
        {
          field: "definition.steps[1] (ask).message.header.mediaId",
          rule: "is no file of the library",
        },
        {
          field: "definition.steps[1] (ask).whenInvalid.mediaId",
          rule: "is no file of the library",
        },
      ],
    });
  });
});
