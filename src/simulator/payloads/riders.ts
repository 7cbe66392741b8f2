import { compact, type JsonObject } from "./json.ts";

/** What may ride on any message beside its own type (section 2, "Riders"). */
export interface Riders {
  /** Reply to an earlier message. `from` is not reliable in the wild: never a sign of direction. */
  replyTo?: { id: string; from?: string };
  forwarded?: "once" | "frequently";
  referredProduct?: { catalogId: string; productRetailerId: string };
  referral?: AdReferral;
  groupId?: string;
}

/** Where a person came from: an ad or a post that opens the chat. */
export interface AdReferral {
  sourceType: "ad" | "post";
  sourceId: string;
  sourceUrl: string;
  headline?: string;
  body?: string;
  mediaType?: "image" | "video";
  imageUrl?: string;
  videoUrl?: string;
  thumbnailUrl?: string;
  /** Click id; absent for ads placed in WhatsApp Status. */
  ctwaClid?: string;
  welcomeText?: string;
}

/** The wire members of the riders. */
export function riderMembers(riders: Riders): JsonObject {
  return compact({
    group_id: riders.groupId,
    context: contextMember(riders),
    referral: riders.referral === undefined ? undefined : referralMember(riders.referral),
  });
}

function contextMember(riders: Riders): JsonObject | undefined {
  const context = compact({
    from: riders.replyTo?.from,
    id: riders.replyTo?.id,
    forwarded: riders.forwarded === "once" ? true : undefined,
    frequently_forwarded: riders.forwarded === "frequently" ? true : undefined,
    referred_product:
      riders.referredProduct === undefined
        ? undefined
        : {
            catalog_id: riders.referredProduct.catalogId,
            product_retailer_id: riders.referredProduct.productRetailerId,
          },
  });
  return Object.keys(context).length === 0 ? undefined : context;
}

function referralMember(referral: AdReferral): JsonObject {
  return compact({
    source_url: referral.sourceUrl,
    source_id: referral.sourceId,
    source_type: referral.sourceType,
    headline: referral.headline,
    body: referral.body,
    media_type: referral.mediaType,
    image_url: referral.imageUrl,
    video_url: referral.videoUrl,
    thumbnail_url: referral.thumbnailUrl,
    ctwa_clid: referral.ctwaClid,
    welcome_message:
      referral.welcomeText === undefined ? undefined : { text: referral.welcomeText },
  });
}
