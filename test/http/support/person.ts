import type { LightMyRequestResponse } from "fastify";
import type { User } from "../../../src/domain/user.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { createToken, tokenAtRest } from "../../../src/http/tokens.ts";
import { randomIds } from "../../../src/ids.ts";
import { aUser, T0 } from "../../support/builders.ts";
import type { Bench } from "./bench.ts";

/** Somebody with a token of their own. */
export interface Person {
  id: string;
  token: string;
  ask: Bench["ask"];
}

/** Adds a user with a token; a seller of the workspace `default` unless said otherwise. */
export async function aPerson(
  { app, store }: Pick<Bench, "app" | "store">,
  changes: Partial<User> = {},
): Promise<Person> {
  const user = aUser({ workspaceId: DEFAULT_WORKSPACE, ...changes });
  const token = createToken(randomIds);
  await store.putUser(user);
  await store.putToken(tokenAtRest(token, user, T0));
  return {
    id: user.id,
    token,
    ask: (method, url, body, headers = {}): Promise<LightMyRequestResponse> =>
      app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
  };
}
