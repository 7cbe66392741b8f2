import { expect, it } from "vitest";
import { EMPTY_HASH, signS3 } from "../../src/media/sign-s3.ts";

/** The example of Amazon's own pages, "Signature calculations for the authorization header", GET object. */
it("signs the example of Amazon's documentation as the documentation does", () => {
  const headers = signS3(
    {
      method: "GET",
      url: new URL("https://examplebucket.s3.amazonaws.com/test.txt"),
      bodyHash: EMPTY_HASH,
      headers: { range: "bytes=0-9" },
      now: Date.UTC(2013, 4, 24),
    },
    {
      accessKey: "AKIAIOSFODNN7EXAMPLE",
      secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      region: "us-east-1",
    },
  );
  expect(headers["authorization"]).toContain(
    "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  );
  expect(headers["authorization"]).toContain(
    "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date",
  );
});
