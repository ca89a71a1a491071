import type { Failure } from './channel';

// One row for each code of the OA host; `about: 'account'` means that somebody must look at the account's set-up.
const FAILURES = new Map<string, Failure>(
  Object.entries({
    '-32': { code: 'tooFast', retry: 'throttled', about: 'account' },
    '-216': { code: 'tokenInvalid', retry: 'token', about: 'account' },
    '216': { code: 'tokenInvalid', retry: 'token', about: 'account' },
    '-220': { code: 'tokenExpired', retry: 'token', about: 'account' },
    '-124': { code: 'tokenInvalid', retry: 'token', about: 'account' },
    '401': { code: 'tokenInvalid', retry: 'token', about: 'account' },
    '-401': { code: 'tokenInvalid', retry: 'token', about: 'account' },
    '-200': { code: 'sendFailed', retry: 'later' },
    '-201': { code: 'badParameter', retry: 'never', about: 'content' },
    '-210': { code: 'tooLong', retry: 'never', about: 'content' },
    '-100': { code: 'attachmentExpired', retry: 'never', about: 'content' },
    '-211': { code: 'outOfQuota', retry: 'never', about: 'account' },
    '-218': { code: 'receiveLimit', retry: 'never', about: 'person', reachable: true },
    '-213': { code: 'notFollowing', retry: 'never', about: 'person' },
    '-217': { code: 'blockedByPerson', retry: 'never', about: 'person' },
    '-227': { code: 'personInactive', retry: 'never', about: 'person' },
    '-244': { code: 'restrictedByPerson', retry: 'never', about: 'person' },
    '-230': { code: 'windowClosed', retry: 'never', about: 'window' },
    '-232': { code: 'windowClosed', retry: 'never', about: 'window' },
    '-234': { code: 'nightRest', retry: 'later', about: 'window' },
    '-233': { code: 'typeNotSupported', retry: 'never', about: 'content' },
    '-235': { code: 'accountTypeNotSupported', retry: 'never', about: 'account' },
    '-248': { code: 'contentRefused', retry: 'never', about: 'content' },
    '-249': { code: 'templateNotForUsers', retry: 'never', about: 'content' },
    '-240': { code: 'endpointClosed', retry: 'never', about: 'account' },
    '-204': { code: 'accountDeleted', retry: 'never', about: 'account' },
    '-205': { code: 'accountMissing', retry: 'never', about: 'account' },
    '-209': { code: 'appNotActive', retry: 'never', about: 'account' },
    '-212': { code: 'apiNotRegistered', retry: 'never', about: 'account' },
    '-219': { code: 'appRemoved', retry: 'never', about: 'account' },
    '-221': { code: 'accountNotVerified', retry: 'never', about: 'account' },
    '-223': { code: 'notAuthorised', retry: 'never', about: 'account' },
    '-224': { code: 'packageTooLow', retry: 'never', about: 'account' },
    '-242': { code: 'badProof', retry: 'never', about: 'account' },
    '-320': { code: 'cloudAccountNeeded', retry: 'never', about: 'account' },
    '-321': { code: 'noMoney', retry: 'never', about: 'account' },
  } satisfies Record<string, Failure>),
);

// The host of templates to phone numbers has codes of its own, some with another meaning.
const TEMPLATE_FAILURES = new Map<string, Failure>([
  ...rows('-108', { code: 'badPhone', retry: 'never', about: 'person' }),
  ...rows('-114 -118 -119 -139 -140 -141', { code: 'cannotReceive', retry: 'never', about: 'person' }),
  ...rows('-115', { code: 'outOfQuota', retry: 'never', about: 'account' }),
  ...rows('-117 -131', { code: 'badTemplate', retry: 'never', about: 'content' }),
  ...rows('-1121 -1122 -1124', { code: 'badParameter', retry: 'never', about: 'content' }),
  ...rows('-124', { code: 'tokenInvalid', retry: 'token', about: 'account' }),
  ...rows('-133', { code: 'nightRest', retry: 'later', about: 'window' }),
  ...rows('-135 -136 -137', { code: 'notAuthorised', retry: 'never', about: 'account' }),
  ...rows('-144', { code: 'outOfQuota', retry: 'later', about: 'account' }),
  ...rows('-146', { code: 'templateDisabled', retry: 'never', about: 'content' }),
  ...rows('-147', { code: 'templateLimit', retry: 'later', about: 'content' }),
  ...rows('-1441 -1471 -1472', { code: 'promotionLimit', retry: 'never', about: 'person', reachable: true }),
]);

// What a file that is handed in can be refused for, where that means something else than of a message.
const FILE_FAILURES = new Map<string, Failure>([
  ...rows('-210', { code: 'tooLarge', retry: 'never', about: 'content' }),
  ...rows('-201 -233', { code: 'badMedia', retry: 'never', about: 'content' }),
  ...rows('-211', { code: 'outOfUploads', retry: 'later', about: 'content' }),
]);

// The answers of the host that gives tokens; all of them need the consent of an administrator or a right setting.
const OAUTH_FAILURES = new Map<string, Failure>([
  ...rows('-14014 -14020 -118', { code: 'consentNeeded', retry: 'token', about: 'account' }),
  ...rows('-14002 -14003 -14004 -14005 -14018', { code: 'badAppSettings', retry: 'token', about: 'account' }),
]);

/** What an error code of Zalo means, from the host of messages or of files there, of templates to phone numbers or of tokens. */
export function zaloFailure(code: string, host: 'messages' | 'files' | 'templates' | 'tokens' = 'messages'): Failure {
  if (host === 'tokens') return OAUTH_FAILURES.get(code) ?? { code: 'tokenRefused', retry: 'token', about: 'account' };
  const own = (host === 'templates' ? TEMPLATE_FAILURES : host === 'files' ? FILE_FAILURES : undefined)?.get(code);
  // A code that nobody has seen yet is tried again: the sender counts the attempts.
  return own ?? FAILURES.get(code) ?? { code: 'unknownFailure', retry: 'later' };
}

function rows(codes: string, failure: Failure): [string, Failure][] {
  return codes.split(' ').map((code) => [code, failure]);
}
