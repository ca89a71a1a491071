import type { ZaloConfig } from '../config';
import { type Finding, SendError } from './channel';
import { get, post } from './post';
import { field, id, text } from './read';
import { zaloFailure } from './zalo-errors';
import type { ZaloTokens } from './zalo-token';

/** What oa.zalo.me calls the kinds of accounts. */
const TYPES: Record<string, string> = { '2': 'business', '4': 'state agency' };
type Host = 'messages' | 'templates';

const CONSENT = 'run npm run setup-channels -- --consent and open the link';

/** Checks the OA's tokens, identity, package and right to send; nothing on the account is changed. */
export async function checkZalo(config: ZaloConfig, tokens: Pick<ZaloTokens, 'current' | 'renewed'>): Promise<Finding[]> {
  const webhook: Finding = {
    what: 'webhook',
    verdict: 'unknown',
    remedy: 'Zalo does not tell: press Test on the Webhook page of developers.zalo.me and look for an accepted event',
  };
  try {
    const oa = await asked((access_token) => get(`${config.apiBaseUrl}/v2.0/oa/getoa`, { access_token }));
    if (oa.error !== '0') return [refused('tokens and account', oa.error), webhook];
    const quota = await asked((access_token) => post(`${config.apiBaseUrl}/v3.0/oa/quota/message`, {}, { access_token }));
    return [{ what: 'tokens', verdict: 'right' }, ...account(oa.body), sending(quota.error), ...(await phones()), webhook];
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    const remedy = error.retry === 'token' ? CONSENT : 'Zalo does not answer: try again later';
    return [
      { what: 'tokens', verdict: error.retry === 'token' ? 'wrong' : 'unknown', remedy: `${error.message}: ${remedy}` },
      webhook,
    ];
  }

  /** What may still go to phone numbers today: the ladder of quotas is not published, so it is read. */
  async function phones(): Promise<Finding[]> {
    if (Object.keys(config.templates ?? {}).length === 0) return [];
    const answer = await asked((access_token) => get(`${config.znsBaseUrl}/message/quota`, { access_token }), 'templates');
    if (answer.error !== '0') return [refused('templates to phones', answer.error, 'templates')];
    const left = id(field(answer.body, 'data', 'remainingQuota')) ?? 'unknown how many';
    const what = `templates to phones: ${left} left today`;
    return [
      left === '0'
        ? { what, verdict: 'wrong', remedy: 'wait for tomorrow, or ask Zalo for a higher quota' }
        : { what, verdict: 'right' },
    ];
  }

  async function asked(
    call: (token: string) => ReturnType<typeof get>,
    host: Host = 'messages',
  ): Promise<{ error: string; body: unknown }> {
    const token = await tokens.current();
    const first = read(await call(token));
    if (zaloFailure(first.error, host).retry !== 'token') return first;
    return read(await call(await tokens.renewed(token)));
  }

  function account(body: unknown): Finding[] {
    const data = field(body, 'data');
    const oaid = id(field(data, 'oaid')) ?? id(field(data, 'oa_id'));
    const type = id(field(data, 'oa_type')) ?? '';
    const plan = text(field(data, 'package_name'));
    const verified = field(data, 'is_verified');
    return [
      oaid === config.oaId
        ? { what: 'account', verdict: 'right' }
        : { what: 'account', verdict: 'wrong', remedy: 'the tokens are those of another OA than ZALO_OA_ID' },
      verified === true
        ? { what: 'verified', verdict: 'right' }
        : { what: 'verified', verdict: verified === false ? 'wrong' : 'unknown', remedy: 'have the OA verified at oa.zalo.me' },
      plan
        ? { what: `package ${plan}`, verdict: 'right' }
        : { what: 'package', verdict: 'unknown', remedy: 'look at oa.zalo.me which package the OA has' },
      TYPES[type]
        ? { what: `kind: ${TYPES[type]}`, verdict: 'right' }
        : { what: 'kind of OA', verdict: 'unknown', remedy: 'ask Zalo which APIs this kind of OA may use' },
    ];
  }
}

/** Asked without a person the quota cannot be told: a wrong parameter means that the API itself may be used. */
function sending(error: string): Finding {
  const what = 'right to send';
  if (error === '0' || error === '-201') return { what, verdict: 'right' };
  return refused(what, error);
}

function refused(what: string, error: string, host: Host = 'messages'): Finding {
  const { code, about, retry } = zaloFailure(error, host);
  const remedy = retry === 'token' ? CONSENT : `Zalo answered ${error} (${code}): look at the account at oa.zalo.me`;
  return { what, verdict: about === 'account' ? 'wrong' : 'unknown', remedy };
}

function read({ body, status }: { body: unknown; status: number }): { error: string; body: unknown } {
  return { error: id(field(body, 'error')) ?? `http${status}`, body };
}
