import type { Purpose } from '../../engine/types';

type Agreed = Partial<Record<Purpose, boolean>>;

/** The agreements of some chats of one woman that end, because she has withdrawn the same in another of them. Pure. */
export function strictest(
  chats: readonly string[],
  agreed: ReadonlyMap<string, Agreed>,
): { conversation: string; purpose: Purpose }[] {
  const all = chats.map((conversation) => [conversation, agreed.get(conversation) ?? {}] as const);
  const withdrawn = new Set(
    all.flatMap(([, each]) => (Object.keys(each) as Purpose[]).filter((purpose) => each[purpose] === false)),
  );
  return all.flatMap(([conversation, each]) =>
    [...withdrawn].filter((purpose) => each[purpose] === true).map((purpose) => ({ conversation, purpose })),
  );
}
