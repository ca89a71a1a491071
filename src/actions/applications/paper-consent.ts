import { createHash } from 'node:crypto';
import type { Application } from '../../models/applications';
import { record } from '../../models/consents';
import { LOCALE, templateOf } from '../../words';

const TEXT = 'join.consent';

/** Keeps that a woman without a chat agreed on paper: who entered it, when, and where the paper lies (domain §3.7). */
export async function keepPaperConsent({ _id, paper, at }: Application): Promise<void> {
  if (!paper) return;
  await record({
    ...{ _id: `${_id}.GIA_NHAP`, conversation: `application/${_id}`, purpose: 'GIA_NHAP', given: true },
    ...{ text: TEXT, textHash: createHash('sha256').update(templateOf(TEXT)).digest('hex'), locale: LOCALE },
    ...{ channel: 'paper', by: 'paper', event: paper.by, paper: paper.ref, at, seq: 0 },
  });
}
