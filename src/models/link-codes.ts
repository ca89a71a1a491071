import { model, Schema } from 'mongoose';
import { insertOnce, isDuplicate } from './once';
import { CODE, codeFor } from './people';

/** The code in the link and QR by which the members of a branch or group tie their chats; changed as often as need be. */
export interface LinkCode {
  /** Id of the unit. */
  _id: string;
  /** See `CODE`; only the newest one of a unit leads anywhere. */
  code: string;
  /** Grows with each change. */
  round: number;
}

const schema = new Schema<LinkCode>(
  {
    _id: { type: String, required: true },
    code: { type: String, required: true },
    round: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ code: 1 }, { unique: true });

export const LinkCodes = model<LinkCode>('linkCode', schema, 'linkCodes');

const TYPED = /^\s*chi[\s_-]*([0-9A-Z]{6})[\s.!]*$/i;

/** The code in a deep link's ref or in what she typed (`chi_BCF23G`, `chi bcf23g`); undefined for anything else. */
export function linkCodeIn(text: string): string | undefined {
  const code = TYPED.exec(text)?.[1]?.toUpperCase();
  return code !== undefined && CODE.test(code) ? code : undefined;
}

/** As a link carries a code, and as it is typed. */
export const refOf = (code: string): string => `chi_${code}`;

/** Whose code it is now; undefined for one that was changed or never given. */
export async function unitOfLinkCode(code: string): Promise<string | undefined> {
  return (await LinkCodes.findOne({ code }).lean<LinkCode>())?._id;
}

/** The code of a unit, given at the first call: the same one until it is changed. */
export async function linkCodeOf(unit: string): Promise<string> {
  return (await LinkCodes.findById(unit).lean<LinkCode>())?.code ?? (await giveLinkCode(unit, 0)).code;
}

/** Gives a unit another code, after which the one it had leads nowhere; two changes at once are one. */
export async function changeLinkCode(unit: string): Promise<string> {
  const now = await LinkCodes.findById(unit).lean<LinkCode>();
  return (await giveLinkCode(unit, now ? now.round + 1 : 0)).code;
}

async function giveLinkCode(unit: string, round: number): Promise<LinkCode> {
  for (let attempt = 0; ; attempt += 1) {
    const given: LinkCode = { _id: unit, code: codeFor(`link/${unit}/${round}`, attempt), round };
    try {
      if (round === 0) await insertOnce(LinkCodes, given);
      else await LinkCodes.updateOne({ _id: unit, round: round - 1 }, { $set: { code: given.code, round } });
    } catch (error) {
      // Another unit has this code.
      if (!isDuplicate(error)) throw error;
    }
    const there = await LinkCodes.findById(unit).lean<LinkCode>();
    if (there && there.round >= round) return there;
  }
}
