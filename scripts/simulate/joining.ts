import { recognise } from '../../src/actions/applications/recognise';
import { submit } from '../../src/actions/applications/submit';
import { verify } from '../../src/actions/applications/verify';
import { withdraw } from '../../src/actions/applications/withdraw';
import { withdrawRecognition } from '../../src/actions/applications/withdraw-recognition';
import type { ActionDeps } from '../../src/actions/deps';
import { byFile } from '../../src/models/applications';
import { giveCode } from '../../src/models/people';
import { atHome, type Task } from './events';
import type { Her } from './ledger';
import { madeUpName, madeUpPhone } from './made-up';
import type { World } from './world';

/** A woman on her way into the Union: what the simulation decided about her from the start. */
export interface Applicant {
  n: number;
  branch: string;
  /** She named only her commune. */
  vague: boolean;
  phone: string;
  referrer?: Her;
  /** How her application ends. */
  ends: 'recognised' | 'withdrawn' | 'duplicate';
  file: string;
}

const operator = { kind: 'operator' } as const;
const monthOf = (day: string) => day.slice(0, 7);

/** She asks to join. */
export function submitting(world: World, day: string, referrer: Her | undefined): { applicant: Applicant; task: Task } {
  const { chance, ledger, tree, year } = world;
  world.phones += 1;
  const n = world.phones;
  const ends = chance.happens(0.06) ? 'withdrawn' : chance.happens(0.01) ? 'duplicate' : 'recognised';
  const branch = chance.pick(tree.branches);
  const vague = chance.happens(0.2);
  const applicant: Applicant = { n, branch, vague, phone: madeUpPhone(n), ends, file: '', ...(referrer ? { referrer } : {}) };
  const unit = vague ? communeOf(world, branch) : branch;
  ledger.add(unit, monthOf(day), 'applications:submitted');
  // One phone has one application that counts: the second one is kept apart.
  if (ends === 'duplicate') ledger.add(unit, monthOf(day), 'applications:duplicate');
  const name = madeUpName(chance);
  const birthYear = year - 20 - chance.below(40);
  const play = async (deps: ActionDeps) => {
    const code = referrer ? { referrerCode: await giveCode(referrer.id) } : {};
    const form = { name, birthYear, unit, phone: applicant.phone, ...code };
    const { file, duplicate } = await submit(form, { id: `form/${n}`, conversation: `chat/${n}` }, deps);
    applicant.file = file;
    if (ends !== 'duplicate') return { done: !duplicate };
    const second = await submit(form, { id: `form/${n}/again`, conversation: `chat/${n}/again` }, deps);
    return { done: !duplicate && second.duplicate };
  };
  return { applicant, task: { what: 'submit', play } };
}

/** Her branch verifies her, or her application ends. */
export function verifying(world: World, day: string, applicant: Applicant): Task {
  const { branch, vague, ends } = applicant;
  const { ledger } = world;
  const order = { id: `verify/${applicant.n}`, actor: operator };
  if (ends === 'withdrawn') {
    ledger.add(vague ? communeOf(world, branch) : branch, monthOf(day), 'applications:withdrawn');
    return { what: 'withdraw', play: (deps) => withdraw(applicant.file, { ...order, reason: 'asked' }, deps) };
  }
  ledger.add(branch, monthOf(day), 'applications:verified');
  const placed = vague ? { branch: branch.slice(0, branch.indexOf('@')) } : {};
  return { what: 'verify', play: (deps) => verify(applicant.file, { ...order, ...placed }, deps) };
}

/** Her commune recognises her: she joined, and whoever brought her and is a member today is credited. */
export function recognising(world: World, day: string, applicant: Applicant): { her: Her; task: Task } {
  const { branch, referrer, n } = applicant;
  const { ledger } = world;
  const month = monthOf(day);
  const stands = { byRight: false, away: false, core: false, carded: false, linked: true, groups: [], fees: [] };
  const her: Her = { id: '', unit: branch, state: 'left', ...stands, changedOn: day };
  for (const metric of ['applications:recognised', 'joined', 'lag:events']) ledger.add(branch, month, metric);
  ledger.change(her, day, () => {
    her.state = 'member';
  });
  her.application = { file: applicant.file, unit: branch, month };
  if (referrer?.state === 'member') {
    const unit = branchOf(world, referrer.unit);
    her.application.broughtBy = { her: referrer, unit };
    ledger.add(unit, month, 'pairs:recruit');
    if (referrer.brought && referrer.brought.n > 0) referrer.brought.n += 1;
    else {
      referrer.brought = { n: 1, unit, month };
      ledger.add(unit, month, 'recruiters');
    }
  }
  const play = async (deps: ActionDeps) => {
    const done = await recognise(applicant.file, { id: `recognise/${n}`, actor: operator }, deps);
    her.id = (await byFile(applicant.file))?.member ?? '';
    if (her.application) her.application.file = applicant.file;
    return done;
  };
  return { her, task: { what: 'recognise', play } };
}

/** A recognition was a mistake: what it counted is taken back where it stands, the stocks end today. */
export function unrecognising(world: World, day: string, her: Her): Task | undefined {
  const { application } = her;
  if (!application || her.state !== 'member') return undefined;
  const { ledger } = world;
  const { unit, month, broughtBy } = application;
  ledger.add(unit, month, 'applications:recognised', -1);
  ledger.add(unit, month, 'joined', -1);
  ledger.add(her.unit, monthOf(day), 'lag:events');
  if (broughtBy) {
    ledger.add(broughtBy.unit, month, 'pairs:recruit', -1);
    const { brought } = broughtBy.her;
    if (brought) {
      brought.n -= 1;
      if (brought.n === 0) ledger.add(brought.unit, brought.month, 'recruiters', -1);
    }
  }
  atHome(world, day, her, -1);
  ledger.change(her, day, () => Object.assign(her, { state: 'unrecognised', away: false, core: false }));
  const order = { id: `mistake/${application.file}`, actor: operator, why: 'simulated' };
  return { what: 'unrecognise', play: (deps) => withdrawRecognition(application.file, order, deps) };
}

/** The branch in which a unit lies, or which it is. */
export function branchOf({ parents, tree }: World, unit: string): string {
  return tree.branches.includes(unit) ? unit : (parents.get(unit) ?? unit);
}

/** The commune in which a unit lies today. */
export function communeOf({ parents, tree }: World, unit: string): string {
  let at = unit;
  while (parents.get(at) !== tree.province) at = parents.get(at) ?? tree.province;
  return at;
}
