import type { ActionDeps } from '../../src/actions/deps';
import type { MemberOrder } from '../../src/actions/people/act-on-person';
import { mergeRecords } from '../../src/actions/people/merge';
import { type MergePreview, previewMerge } from '../../src/actions/people/merge-preview';
import { byNumber, person } from '../../src/models/people';
import { tree } from '../../src/models/units';

/** Joins the records of two member numbers, or tells what that would come to; numbers, units and figures, never a name. */
export async function mergeTwo(
  [first, second]: readonly [string, string],
  { dryRun, json }: { dryRun: boolean; json: boolean },
  order: MemberOrder,
  deps: ActionDeps,
): Promise<{ done: true } | { done: false; why: string }> {
  const [a, b] = [await byNumber(first), await byNumber(second)];
  if (!a || !b) return { done: false, why: 'unknown' };
  const asked = await previewMerge([a._id, b._id], order, deps);
  if (!asked.done) return asked;
  if (!dryRun) {
    const result = await mergeRecords([a._id, b._id], order, deps);
    if (!result.done) return result;
    const stays = (await person(result.keep))?.number ?? result.keep;
    process.stdout.write(json ? `${JSON.stringify({ keep: stays })}\n` : `${stays}\tstays\n`);
    return { done: true };
  }
  const told = await inCodes(asked.preview);
  process.stdout.write(json ? `${JSON.stringify(told)}\n` : `${linesOf(told).join('\n')}\n`);
  return { done: true };
}

/** The preview with the codes by which people speak of units. */
async function inCodes({ keep, gone, moves, facts }: MergePreview) {
  const { units } = await tree();
  const codeOf = (unit: string) => units.get(unit)?.code ?? unit;
  const brief = ({ number, unit, status }: MergePreview['keep']) => ({ number, unit: codeOf(unit), status });
  return { keep: brief(keep), gone: brief(gone), moves, facts: facts.map((each) => ({ ...each, unit: codeOf(each.unit) })) };
}

function linesOf({ keep, gone, moves, facts }: Awaited<ReturnType<typeof inCodes>>): string[] {
  const { chats, posts, pairs, sensitive, fields } = moves;
  return [
    `stays\t${keep.number}\t${keep.unit}\t${keep.status}`,
    `ends\t${gone.number}\t${gone.unit}\t${gone.status}`,
    `takes over\tchats ${chats}\tposts ${posts}\tpairs ${pairs}${sensitive ? '\tsensitive groups' : ''}`,
    ...(fields.length > 0 ? [`changes\t${fields.join(' ')}`] : []),
    ...facts.map(({ metric, unit, period, n }) => `counts\t${metric}\t${unit}\t${period}\t${n > 0 ? '+' : ''}${n}`),
  ];
}
