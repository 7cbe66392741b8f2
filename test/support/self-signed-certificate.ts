import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate with its key, as PEM; the certificate is its own authority, so trust it to be trusted. */
export interface SelfSignedCertificate {
  key: string;
  cert: string;
}

/**
 * Makes a certificate for `dnsName`, valid from 2000 to 2099. Node can read X.509 but not write it, and neither a key in the
 * repository nor the need for an openssl command is wanted, so its few fields are encoded (DER) here.
 */
export function createSelfSignedCertificate(dnsName: string): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(oid("550403"), der(0x0c, Buffer.from("ventana test")))));
  const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
  const validity = sequence(
    der(0x18, Buffer.from("20000101000000Z")),
    der(0x18, Buffer.from("20991231235959Z")),
  );
  const extensions = sequence(
    extension("551d11", sequence(der(0x82, Buffer.from(dnsName)))), // subjectAltName
    extension("551d13", sequence(der(0x01, Buffer.from([0xff])))), // basicConstraints: CA
  );
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    ecdsaWithSha256,
    name, // issuer
    validity,
    name, // subject
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const unusedBits = Buffer.from([0]);
  const certificate = sequence(
    toBeSigned,
    ecdsaWithSha256,
    der(0x03, Buffer.concat([unusedBits, signature])),
  );
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]) => der(0x31, Buffer.concat(parts));
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const extension = (hex: string, value: Buffer) => sequence(oid(hex), der(0x04, value));
