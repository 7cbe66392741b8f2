import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { User } from "../../../src/domain/people/user.ts";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { createToken, tokenAtRest } from "../../../src/http/access/tokens.ts";
import { randomIds } from "../../../src/ids.ts";
import { aUser, T0 } from "../../support/builders.ts";
import { aWorkspace } from "../../support/people-builders.ts";
import type { Bench } from "./bench.ts";

/** Somebody with a token of their own. */
export interface Person {
  id: string;
  token: string;
  ask: Bench["ask"];
}

/** Adds a user with a token, and their workspace if need be; a seller of the workspace `default` unless said otherwise. */
export async function aPerson(
  { app, store }: Pick<Bench, "app" | "store">,
  changes: Partial<User> = {},
): Promise<Person> {
  const user = aUser({ workspaceId: DEFAULT_WORKSPACE, ...changes });
  const token = createToken(randomIds);
  if ((await store.workspace(user.workspaceId)) === null) {
    await store.putWorkspace(aWorkspace({ id: user.workspaceId }));
  }
  await store.putUser(user);
  await store.putToken(tokenAtRest(token, user, T0));
  return { id: user.id, token, ask: withToken(app, token) };
}

/** Asks with a token. */
export function withToken(app: FastifyInstance, token: string): Bench["ask"] {
  return (method, url, body, headers = {}): Promise<LightMyRequestResponse> =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
}
