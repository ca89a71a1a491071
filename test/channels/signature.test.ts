import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMessenger } from '../../src/channels/messenger';
import { createZalo } from '../../src/channels/zalo';
import { memoryTokens } from '../../src/channels/zalo-token';
import { signZalo } from '../fake/sign';

interface Vector {
  name: string;
  app_id: string;
  raw_body: string;
  timestamp: string;
  oa_secret_key: string;
  mac: string;
  header: string;
}

const VECTORS: Vector[] = JSON.parse(readFileSync(join(__dirname, '../payloads/zalo/signature-vectors.json'), 'utf8'));
const URLS = { apiBaseUrl: 'http://unused', oauthBaseUrl: 'http://unused', znsBaseUrl: 'http://unused' };

function zalo(appId: string, oaSecretKey: string, changes: { maxEventAge?: number } = {}, now = Date.now) {
  const config = { appId, oaSecretKey, oaId: '1', signatureMode: 'strict', buttons: true, ...URLS, ...changes } as const;
  return createZalo(config, memoryTokens(), { now });
}

test('the vector with a real body is signed, in every spelling of the header', () => {
  const [vector] = VECTORS;
  if (!vector) throw new Error('no vector');
  const raw = Buffer.from(vector.raw_body);
  const { verify } = zalo(vector.app_id, vector.oa_secret_key);
  for (const header of [vector.header, vector.mac, `mac = ${vector.mac}`, ` MAC=${vector.mac.toUpperCase()} `]) {
    expect(verify(raw, { 'x-zevent-signature': header })).toBe('signed');
  }
  expect(zalo('app_id', vector.oa_secret_key).verify(raw, { 'x-zevent-signature': vector.header })).toBe('bad');
  expect(zalo(vector.app_id, 'other').verify(raw, { 'x-zevent-signature': vector.header })).toBe('bad');
});

test('every vector fits the formula of the fake platform', () => {
  for (const { app_id: appId, raw_body: raw, timestamp, oa_secret_key: oaSecretKey, header } of VECTORS) {
    expect(signZalo(raw, timestamp, { appId, oaId: '1', oaSecretKey })).toEqual({ 'x-zevent-signature': header });
  }
});

test('the time of the header is a second candidate', () => {
  const raw = '{"event_name":"follow","timestamp":"1"}';
  const headers = signZalo(raw, '1700000000000', { appId: '5', oaId: '1', oaSecretKey: 's' });
  const { verify } = zalo('5', 's');
  expect(verify(Buffer.from(raw), headers)).toBe('bad');
  expect(verify(Buffer.from(raw), { ...headers, 'x-zevent-timestamp': '1700000000000' })).toBe('signed');
});

test('the unsigned probe is let through, anything else without a signature is not', () => {
  const { verify } = zalo('5', 's');
  expect(verify(Buffer.from('{}'), {})).toBe('probe');
  expect(verify(Buffer.from(' {}\n'), {})).toBe('probe');
  expect(verify(Buffer.from('{"event_name":"follow"}'), {})).toBe('bad');
  expect(verify(Buffer.from('[]'), {})).toBe('bad');
  expect(verify(Buffer.from('{}'), { 'x-zevent-signature': `mac=${'0'.repeat(64)}` })).toBe('bad');
});

test('what is not JSON has no time to check a signature with', () => {
  const { verify } = zalo('5', 's');
  for (const raw of ['', '{', 'BODY', '{"a":1}x']) expect(verify(Buffer.from(raw), {})).toBe('notJson');
});

test('Messenger signs the bytes on the wire, escapes included', () => {
  const raw = String.raw`{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m_1","text":"\u00e4\u00f6\u00e5 \ud83d\ude22 https:\/\/x.vn"}}]}]}`;
  const { verify } = createMessenger({
    pageId: '1',
    pageAccessToken: 't',
    appId: '3',
    appSecret: 'app_secret',
    verifyToken: 'v',
    graphBaseUrl: 'http://unused',
    graphVersion: 'v26.0',
  });
  const right = 'sha256=7520431ee7c5434129f990c5fb7812d4a4bf1e3ce250707eb9ea762563b7370a';
  const ofReserialised = 'sha256=a4dbd1d6fec03dc3657e298f291215441b28bbbe85b78f1e8ffd7633d2599b9c';
  expect(verify(Buffer.from(raw), { 'x-hub-signature-256': right })).toBe('signed');
  expect(verify(Buffer.from(raw), { 'x-hub-signature-256': ofReserialised })).toBe('bad');
  expect(verify(Buffer.from(JSON.stringify(JSON.parse(raw))), { 'x-hub-signature-256': ofReserialised })).toBe('signed');
  expect(verify(Buffer.from(raw), { 'x-hub-signature': right })).toBe('bad');
});

test('an old event is signed like any other, unless an age is set; retries of the platform come within two hours', () => {
  const HOUR = 3_600_000;
  const at = 1_700_000_000_000;
  const raw = JSON.stringify({ event_name: 'follow', timestamp: String(at) });
  const headers = signZalo(raw, String(at), { appId: 'X', oaId: '1', oaSecretKey: 'Y' });
  const verdict = (age: number, changes: { maxEventAge?: number }) =>
    zalo('X', 'Y', changes, () => at + age).verify(Buffer.from(raw), headers);
  expect(verdict(1_000 * HOUR, {})).toBe('signed');
  expect(verdict(2 * HOUR, { maxEventAge: 2 * HOUR })).toBe('signed');
  expect(verdict(2 * HOUR + 1, { maxEventAge: 2 * HOUR })).toBe('bad');
});
