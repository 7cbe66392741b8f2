/** Under which name a send in flight was claimed: by it a claim is known again whose answer got lost. */
export const SCHEMA_SEND_CLAIMS = "alter table sends add column claim text;";
