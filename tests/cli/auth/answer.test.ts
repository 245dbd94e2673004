import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/cli/auth/answer.ts';

const STATE = 'state-of-ours';
const pasted = (text: string) => readAnswer(text, STATE, false);
const redirected = (path: string) => readAnswer(path, STATE, true);

describe('what comes back from the browser', () => {
  it.each([
    'https://example.com/callback?code=TTP_x&state=state-of-ours',
    '  "https://example.com/callback?app_key=k&code=TTP_x&locale=en&state=state-of-ours#top" ',
    '?code=TTP_x&state=state-of-ours',
    'code=TTP_x',
    'https://example.com/?code=TTP_x',
    'TTP_x',
    ' TTP_x\t',
  ])('is a code: %s', (text) => {
    expect(pasted(text)).toEqual({ kind: 'code', code: 'TTP_x' });
  });

  it('may be a code with any characters', () => {
    expect(pasted('ROW_a/b+c==')).toEqual({ kind: 'code', code: 'ROW_a/b+c==' });
    expect(pasted('https://example.com/?code=ROW_a%2Fb%2Bc%3D%3D')).toMatchObject({ code: 'ROW_a/b+c==' });
  });

  it.each([
    '?code=null&error=auth_denied&state=state-of-ours',
    'https://example.com/?error=access_denied&state=state-of-ours',
    '?code=null&state=state-of-ours',
  ])('is a refusal: %s', (text) => {
    expect(pasted(text)).toEqual({ kind: 'refused' });
    expect(redirected(text.slice(text.indexOf('?')))).toEqual({ kind: 'refused' });
  });

  it('with another state is turned away, a refusal too', () => {
    expect(pasted('https://example.com/?code=TTP_x&state=theirs')).toEqual({ kind: 'wrong_state' });
    expect(pasted('?code=null&error=auth_denied&state=theirs')).toEqual({ kind: 'wrong_state' });
    expect(redirected('/callback?code=TTP_x&state=state-of-our')).toEqual({ kind: 'wrong_state' });
  });

  it('needs the state where anybody could have sent it', () => {
    expect(redirected('/callback?code=TTP_x&state=state-of-ours')).toEqual({ kind: 'code', code: 'TTP_x' });
    expect(redirected('/callback?code=TTP_x')).toEqual({ kind: 'wrong_state' });
    expect(redirected('/TTP_x')).toEqual({ kind: 'nothing' });
    expect(redirected('/favicon.ico')).toEqual({ kind: 'nothing' });
  });

  it.each([
    '',
    '  ',
    'I clicked it',
    'https://example.com/callback',
    'https://example.com/?state=state-of-ours',
  ])('is nothing: %j', (text) => {
    expect(pasted(text)).toEqual({ kind: 'nothing' });
  });
});
