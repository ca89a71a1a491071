/** A button's payload taken apart: `#flow:subject:verb:arg`. It comes from outside and is never trusted. */
export interface Payload {
  flow: string;
  subject: string;
  verb: string;
  arg?: string;
}

const SHAPE = /^#([a-z][A-Za-z]{0,30}):([\w./-]{0,100}):([a-z][A-Za-z]{0,30})(?::([^:]{0,200}))?$/;

/** Writes a button's payload; the subject is empty where a flow is simply opened. */
export function payload(flow: string, subject: string, verb: string, arg?: string | number): string {
  return `#${flow}:${subject}:${verb}${arg === undefined ? '' : `:${arg}`}`;
}

/** Reads a payload; undefined when it is not one of ours. */
export function readPayload(text: string): Payload | undefined {
  const found = SHAPE.exec(text);
  if (!found) return undefined;
  const [, flow = '', subject = '', verb = '', arg] = found;
  return { flow, subject, verb, ...(arg === undefined ? {} : { arg }) };
}
