import { type Application, type ApplicationEffect, applicationStore, formOf } from '../../models/applications';
import { isGroup } from '../../models/groups';
import { giveCode, nameOf, person } from '../../models/people';
import { type Carrier, carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { admit } from './admit';
import { stepOnDue } from './application-deadlines';
import { keepPaperConsent } from './paper-consent';
import { callInstead, watchNews } from './unheard-news';
import { unrecognise } from './unrecognise';

/** Carries out what applications ask for. */
export const applicationCarrier: Carrier = carrierOf<Application>({
  kind: 'application',
  store: applicationStore,
  handle,
  async due(about, deps) {
    await stepOnDue(about, deps);
    await applicationCarrier.carry(about._id, deps);
  },
});

async function handle(effect: ApplicationEffect, about: Application, deps: ActionDeps): Promise<void> {
  switch (effect.name) {
    case 'makeMember':
      return makeMember(about, deps);
    case 'paperConsent':
      return keepPaperConsent(about);
    case 'unmakeMember':
      return unmakeMember(about, deps);
    case 'tell': {
      const name = effect.named && (await nameOfThe(effect.named, about));
      // Whoever is no longer known is not told.
      if (effect.named && name === undefined) return;
      const vars = { ...effect.vars, ...(name === undefined ? {} : { name }) };
      const news = { id: effect.id, key: effect.key, vars };
      // Entered by her leader: she has no chat.
      if (effect.conversation === '') return callInstead(news, about, deps);
      if (effect.conversation === about.conversation) await watchNews(news, about, deps);
      return carryCommon({ ...effect, vars }, deps);
    }
    default:
      return carryCommon(effect, deps);
  }
}

async function nameOfThe(who: 'applicant' | 'referrer', about: Application): Promise<string | undefined> {
  if (who === 'applicant') return formOf(about).name;
  const referrer = about.referrer && (await person(about.referrer.person));
  return referrer ? nameOf(referrer) : undefined;
}

async function makeMember(about: Application, deps: ActionDeps): Promise<void> {
  const recognised = about.history.find((each) => each.action === 'recognise');
  if (!recognised || about.member === undefined)
    throw new Error(`application ${about.file} makes nobody a member: it was never recognised`);
  const { name, birthYear, phone, groups = [] } = formOf(about);
  const { unit, conversation, referrer, pair } = about;
  // Entered by her leader, she may have neither a phone nor a chat.
  const reached = { ...(phone === '' ? {} : { phone }), ...(conversation === '' ? {} : { conversation }) };
  const told = { name, birthYear, unit, ...reached, groups: groups.filter(isGroup) };
  const brought = referrer && pair?.active ? { pair: { referrer: referrer.person, unit: pair.unit } } : {};
  const { at, by } = recognised;
  await admit(about.member, { ...told, application: about._id, at, by, ...brought }, deps);
  await giveCode((await person(about.member))?._id ?? about.member);
}

async function unmakeMember(about: Application, deps: ActionDeps): Promise<void> {
  const withdrawn = about.history.find((each) => each.action === 'unrecognise');
  if (!withdrawn || about.member === undefined)
    throw new Error(`application ${about.file} unmakes nobody: its recognition was not withdrawn`);
  await unrecognise(about.member, about._id, { at: withdrawn.at, by: withdrawn.by, why: withdrawn.why ?? '' }, deps);
}
