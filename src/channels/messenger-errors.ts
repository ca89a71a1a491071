import type { Failure } from './channel';

/** A failure of Graph; `unsure` where Meta answers with an error although the message may have left. */
export interface GraphFailure extends Failure {
  unsure?: true;
}

const WINDOW: GraphFailure = { code: 'windowClosed', retry: 'never', about: 'window' };
const UNAVAILABLE: GraphFailure = { code: 'personUnavailable', retry: 'never', about: 'person' };
const UNKNOWN_PERSON: GraphFailure = { code: 'unknownPerson', retry: 'never', about: 'person' };
const BAD_MEDIA: GraphFailure = { code: 'badMedia', retry: 'never', about: 'content' };
const TOKEN: GraphFailure = { code: 'tokenInvalid', retry: 'token', about: 'account' };
const NOT_APPROVED: GraphFailure = { code: 'appNotApproved', retry: 'never', about: 'account' };
const TOO_FAST: GraphFailure = { code: 'tooFast', retry: 'throttled', about: 'account' };
const TRANSIENT: GraphFailure = { code: 'transient', retry: 'later', unsure: true };

// `code/subcode` first, then `code`. Texts are localised: only the numbers count.
const FAILURES = new Map<string, GraphFailure>(
  Object.entries({
    '10/2018278': WINDOW,
    '10/2534022': WINDOW,
    '10/2018065': WINDOW,
    '10/2018108': UNAVAILABLE,
    '10/1893063': { code: 'accountRestricted', retry: 'never', about: 'account' },
    '10': { code: 'permissionMissing', retry: 'never', about: 'account' },
    '551': UNAVAILABLE,
    '551/1545041': UNAVAILABLE,
    '200/1545041': UNAVAILABLE,
    '100/2018001': UNKNOWN_PERSON,
    '100/33': UNKNOWN_PERSON,
    '100/1893061': { code: 'retiredTag', retry: 'never', about: 'content' },
    '100/2018008': BAD_MEDIA,
    '100/2018047': BAD_MEDIA,
    '100/2018109': BAD_MEDIA,
    '100/2018294': BAD_MEDIA,
    // Handed in by another Page, or so long ago that it has ended.
    '100/2018074': { code: 'attachmentExpired', retry: 'never', about: 'content' },
    '100/2018014': { code: 'badParameter', retry: 'never', about: 'content' },
    '100': { code: 'badParameter', retry: 'never', about: 'content' },
    '2018416': { code: 'badTemplate', retry: 'never', about: 'content' },
    '190': TOKEN,
    '190/458': { code: 'appRemoved', retry: 'token', about: 'account' },
    '190/460': { code: 'passwordChanged', retry: 'token', about: 'account' },
    '190/463': { code: 'tokenExpired', retry: 'token', about: 'account' },
    '200': { code: 'permissionMissing', retry: 'never', about: 'account' },
    '200/2018028': NOT_APPROVED,
    '200/2018027': NOT_APPROVED,
    '200/2018021': NOT_APPROVED,
    '4': TOO_FAST,
    '32': TOO_FAST,
    '613': TOO_FAST,
    '613/2534040': TOO_FAST,
    '80001': TOO_FAST,
    '80006': TOO_FAST,
    '613/2018338': { code: 'bothersome', retry: 'never', about: 'person' },
    '1': TRANSIENT,
    '2': TRANSIENT,
    '1200': TRANSIENT,
    // Meta says that these messages were sent; sending again would double them.
    '1/1357046': { code: 'sentWithError', retry: 'never', unsure: true },
    '2018300': { code: 'threadElsewhere', retry: 'never', about: 'person', reachable: true },
    '2018321': { code: 'threadBusy', retry: 'later', about: 'person' },
    '2018218': { code: 'noProfile', retry: 'never', about: 'person', reachable: true },
    '2018247': { code: 'noProfile', retry: 'never', about: 'person', reachable: true },
    '2022': { code: 'accountLimited', retry: 'never', about: 'account' },
    '2/2018344': { code: 'termsNotAccepted', retry: 'never', about: 'account' },
  } satisfies Record<string, GraphFailure>),
);

/** What an error of Graph means, by its numbers. */
export function graphFailure(code: string, subcode?: string): GraphFailure {
  const known = FAILURES.get(`${code}/${subcode}`) ?? FAILURES.get(code) ?? (subcode ? FAILURES.get(subcode) : undefined);
  // A code that nobody has seen yet is tried again: the sender counts the attempts.
  return known ?? { code: 'unknownFailure', retry: 'later' };
}
