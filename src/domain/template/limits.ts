/**
 * Most characters of what goes into a template. Of WhatsApp's own pages on messages and templates; where those say nothing (payload), the
 * careful guess. Texts are counted with their values.
 */
export const LIMITS = {
  header: 60,
  body: 1_024,
  /** Of a template that is nothing but its body. */
  bodyAlone: 32_768,
  offerBody: 600,
  cardBody: 160,
  /** A one-time code. */
  code: 15,
  coupon: 15,
  payload: 128,
  url: 2_000,
  flowToken: 200,
  productId: 100,
  sectionTitle: 24,
} as const;

/** Sections of products that a template may offer, and products in all of them. */
export const SECTIONS_MAX = 10;
export const PRODUCTS_MAX = 30;
