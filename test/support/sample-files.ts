import type { Bytes } from "../../src/domain/media/bytes.ts";

/** Small files of each type, sound enough for whoever looks at their structure, and bad ones for the same reader. */
export const bytesOf = (content: Buffer | string): Bytes => {
  const buffer = Buffer.from(content);
  return {
    size: buffer.byteLength,
    readAt: async (at, length) => new Uint8Array(buffer.subarray(at, at + length)),
  };
};

export function png(width = 2, height = 2, [bits, colours] = [8, 6]): Buffer {
  const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunk = Buffer.alloc(25);
  chunk.writeUInt32BE(13, 0);
  chunk.write("IHDR", 4);
  chunk.writeUInt32BE(width, 8);
  chunk.writeUInt32BE(height, 12);
  chunk.set([bits ?? 8, colours ?? 6, 0, 0, 0], 16);
  return Buffer.concat([head, chunk, Buffer.from("rest of the picture \u0000\u0001")]);
}

export function jpeg(width = 2, height = 2, { bits = 8, components = 1 } = {}): Buffer {
  const application = Buffer.from([
    0xff,
    0xe0,
    0,
    16,
    ...Buffer.from("JFIF\0"),
    1,
    1,
    0,
    0,
    1,
    0,
    1,
    0,
    0,
  ]);
  const parts = Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]).flat();
  const frameBytes = 8 + parts.length;
  const frame = Buffer.from([0xff, 0xc0, 0, frameBytes, bits, 0, 0, 0, 0, components, ...parts]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), application, frame, Buffer.from([0xff, 0xd9])]);
}

export function webp({ animated = false } = {}): Buffer {
  const chunk = animated
    ? Buffer.from([...Buffer.from("VP8X"), 10, 0, 0, 0, 0x02, 0, 0, 0, 1, 0, 0, 1, 0, 0])
    : Buffer.from([...Buffer.from("VP8 "), 10, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 2, 0, 2, 0]);
  return Buffer.concat([Buffer.from("RIFF\u0016\0\0\0WEBP", "latin1"), chunk]);
}

function hugeWebp(): Buffer {
  const sticker = webp({ animated: true });
  sticker.fill(0xff, 24, 30);
  return sticker;
}

export function isoMedia(brand = "isom"): Buffer {
  const box = Buffer.alloc(24);
  box.writeUInt32BE(24, 0);
  box.write(`ftyp${brand.padEnd(4)}`, 4, "latin1");
  return Buffer.concat([box, Buffer.from("moov and the rest")]);
}

function ogg(codec = "OpusHead"): Buffer {
  return Buffer.concat([Buffer.from("OggS"), Buffer.alloc(24), Buffer.from(codec, "latin1")]);
}

/** Sound in Opus, whose head says how many channels it has. */
export const opus = (channels: number): Buffer =>
  Buffer.concat([ogg(), Buffer.from([1, channels, 0, 0])]);

const mp3 = (): Buffer => Buffer.from([0xff, 0xfb, 0x90, 0x64, 0, 0, 0, 0]);
const aac = (): Buffer => Buffer.from([0xff, 0xf1, 0x50, 0x80, 0, 0, 0, 0]);
const amr = (): Buffer => Buffer.from("#!AMR\n\u0000\u0001");
const pdf = (): Buffer => Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n");

/** A ZIP archive with these names and empty contents; `comment` stands behind its end. */
function zip(names: readonly string[], { before = Buffer.alloc(0) } = {}): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = before.byteLength;
  for (const name of names) {
    const bytes = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(bytes.byteLength, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(bytes.byteLength, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(local, bytes);
    entries.push(entry, bytes);
    at += local.byteLength + bytes.byteLength;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(directory.byteLength, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([before, ...locals, directory, end]);
}

export const docx = (more: string[] = []): Buffer =>
  zip(["[Content_Types].xml", "_rels/.rels", "word/document.xml", ...more]);
const xlsx = (more: string[] = []): Buffer =>
  zip(["[Content_Types].xml", "xl/workbook.xml", ...more]);
const pptx = (): Buffer => zip(["[Content_Types].xml", "ppt/presentation.xml"]);

/** An OLE compound file whose directory has these names, in two sectors when there are more than four. */
function compound(names: readonly string[]): Buffer {
  const header = Buffer.alloc(512);
  header.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(0, 76);
  const sectors = Math.max(1, Math.ceil(names.length / 4));
  const table = Buffer.alloc(512, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  for (let sector = 1; sector <= sectors; sector++) {
    table.writeUInt32LE(sector === sectors ? 0xfffffffe : sector + 1, sector * 4);
  }
  const directory = Buffer.alloc(512 * sectors);
  for (const [index, name] of names.entries()) {
    directory.write(name, index * 128, "utf16le");
    directory.writeUInt16LE((name.length + 1) * 2, index * 128 + 64);
  }
  return Buffer.concat([header, table, directory]);
}

/** One good file of each type, with a name that people would give it. */
export const GOOD_FILES: readonly { name: string; type: string; bytes: Buffer }[] = [
  { name: "photo.jpg", type: "image/jpeg", bytes: jpeg() },
  { name: "plan.png", type: "image/png", bytes: png() },
  { name: "wave.webp", type: "image/webp", bytes: webp() },
  { name: "dance.webp", type: "image/webp", bytes: webp({ animated: true }) },
  { name: "tour.mp4", type: "video/mp4", bytes: isoMedia("mp42") },
  { name: "old.3gp", type: "video/3gpp", bytes: isoMedia("3gp5") },
  { name: "song.m4a", type: "audio/mp4", bytes: isoMedia("M4A ") },
  { name: "song.mp3", type: "audio/mpeg", bytes: mp3() },
  { name: "song.aac", type: "audio/aac", bytes: aac() },
  { name: "memo.amr", type: "audio/amr", bytes: amr() },
  { name: "memo.ogg", type: "audio/ogg", bytes: ogg() },
  { name: "offer.pdf", type: "application/pdf", bytes: pdf() },
  { name: "note.txt", type: "text/plain", bytes: Buffer.from("Olá, até amanhã.\r\n") },
  { name: "prices.csv", type: "text/plain", bytes: Buffer.from("a;b\n1;2\n", "latin1") },
  {
    name: "letter.docx",
    type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    bytes: docx(),
  },
  {
    name: "prices.xlsx",
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    bytes: xlsx(),
  },
  {
    name: "talk.pptx",
    type: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    bytes: pptx(),
  },
  {
    name: "letter.doc",
    type: "application/msword",
    bytes: compound(["Root Entry", "WordDocument"]),
  },
  {
    name: "prices.xls",
    type: "application/vnd.ms-excel",
    bytes: compound(["Root Entry", "Workbook"]),
  },
  {
    name: "talk.ppt",
    type: "application/vnd.ms-powerpoint",
    bytes: compound(["Root Entry", "a", "b", "c", "PowerPoint Document"]),
  },
];

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`;
/** What every antivirus takes for a virus. */
export const EICAR =
  String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/** Files that nobody may store (reliability.md 4.3, uploads), by what they are. */
export const BAD_FILES: readonly { what: string; bytes: Buffer }[] = [
  { what: "nothing", bytes: Buffer.alloc(0) },
  { what: "HTML", bytes: Buffer.from("<!doctype html><script>alert(1)</script>") },
  { what: "HTML behind a byte order mark", bytes: Buffer.from("\ufeff  <HTML><body>") },
  {
    what: "HTML in the middle of text",
    bytes: Buffer.from("Dear all,\n<script >alert(1)</script>"),
  },
  { what: "SVG", bytes: Buffer.from(SVG) },
  { what: "SVG behind an XML head", bytes: Buffer.from(`<?xml version="1.0"?>\n${SVG}`) },
  { what: "a shell script", bytes: Buffer.from("#!/bin/sh\nrm -rf /\n") },
  { what: "a batch file", bytes: Buffer.from("@echo off\r\ndel *.*\r\n") },
  { what: "PostScript", bytes: Buffer.from("%!PS-Adobe-3.0\n") },
  { what: "rich text", bytes: Buffer.from("{\\rtf1\\ansi hello}") },
  {
    what: "a Windows program",
    bytes: Buffer.from("MZ\u0090\u0000\u0003\u0000\u0000\u0000", "latin1"),
  },
  { what: "a Linux program", bytes: Buffer.from("\u007fELF\u0002\u0001\u0001\u0000", "latin1") },
  { what: "the antivirus test file", bytes: Buffer.from(EICAR) },
  {
    what: "GIF and JavaScript in one",
    bytes: Buffer.from("GIF89a/*\u0000\u0000*/=1;alert(1)", "latin1"),
  },
  { what: "a ZIP archive", bytes: zip(["a.txt"]) },
  { what: "a Java program", bytes: zip(["META-INF/MANIFEST.MF", "A.class"]) },
  { what: "a Java program that is a letter too", bytes: docx(["META-INF/MANIFEST.MF"]) },
  { what: "a letter with macros", bytes: docx(["word/vbaProject.bin"]) },
  { what: "a letter with a program in it", bytes: docx(["word/embeddings/a.exe"]) },
  { what: "two documents in one", bytes: docx(["xl/workbook.xml"]) },
  {
    what: "a letter with an archive before it",
    bytes: Buffer.concat([Buffer.from("PK\u0003\u0004"), docx()]),
  },
  {
    what: "a photograph with a Java program behind it",
    bytes: Buffer.concat([jpeg(), zip(["META-INF/MANIFEST.MF", "A.class"])]),
  },
  { what: "a PDF with an archive behind it", bytes: Buffer.concat([pdf(), zip(["a.txt"])]) },
  { what: "a letter with macros of the old kind", bytes: xlsx(["xl/macrosheets/sheet1.xml"]) },
  { what: "a letter that climbs out of its folder", bytes: docx(["../../.profile"]) },
  { what: "a photograph of three bytes", bytes: jpeg().subarray(0, 3) },
  { what: "a photograph without its frame", bytes: jpeg().subarray(0, 20) },
  { what: "a picture of eight bytes", bytes: png().subarray(0, 8) },
  { what: "a picture without points", bytes: png(0, 0) },
  { what: "a sticker that was cut off", bytes: webp().subarray(0, 20) },
  { what: "a sticker of 16 million points each way", bytes: hugeWebp() },
  { what: "a shell script that begins as sound", bytes: Buffer.from("#!AMRsh\nrm -rf /\n") },
  { what: "a page that begins as sound", bytes: Buffer.from("ID3<html><script>alert(1)</script>") },
  {
    what: "a page that begins as a film",
    bytes: Buffer.from("<!--ftypisom--><script>alert(1)</script>"),
  },
  { what: "a letter without its end", bytes: docx().subarray(0, 80) },
  { what: "an installer", bytes: compound(["Root Entry", "\u4840\u3f3f"]) },
  { what: "an old letter with macros", bytes: compound(["Root Entry", "WordDocument", "Macros"]) },
  { what: "a compound file that goes in circles", bytes: compound(["Root Entry"]) },
  { what: "a PDF behind something else", bytes: Buffer.from("\u0000<html>%PDF-1.7", "latin1") },
  { what: "a QuickTime film", bytes: isoMedia("qt  ") },
  { what: "an iPhone picture", bytes: isoMedia("heic") },
  { what: "Ogg with another codec", bytes: ogg("\u0001vorbis") },
  { what: "a picture of 50,000 by 50,000 points", bytes: png(50_000, 50_000) },
  { what: "a photograph of 60,000 by 60,000 points", bytes: jpeg(60_000, 60_000) },
  { what: "random bytes", bytes: Buffer.from([0, 159, 146, 150, 7, 8, 1]) },
];
