// What Go says of URLs that it cannot read.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { urlError } from '../../src/meta/go-url.ts'

const told: [url: string, error: string | undefined][] = [
  ['https://example.com/a b?c=%zz', undefined],
  ['https:example', undefined],
  ['x', undefined],
  ['https://[::1]:443/', undefined],
  ['https://example.com:', undefined],
  ['https://a%25b/', undefined],
  ['https://a%20b/', 'parse "https://a%20b/": invalid URL escape "%20"'],
  ['://x', 'parse "://x": missing protocol scheme'],
  [' https://x', 'parse " https://x": first path segment in URL cannot contain colon'],
  ['https://x:y#z', 'parse "https://x:y": invalid port ":y" after host'],
  ['https://[::1', 'parse "https://[::1": missing \']\' in host'],
  ['https://a b/', 'parse "https://a b/": invalid character " " in host name'],
  ['https://x/%zz', 'parse "https://x/%zz": invalid URL escape "%zz"'],
  ['https://x/%4', 'parse "https://x/%4": invalid URL escape "%4"'],
  ['https://x/#%', 'parse "https://x/#%": invalid URL escape "%"'],
  ['https://a b@x', 'parse "https://a b@x": net/url: invalid userinfo'],
  ['https://x\n', 'parse "https://x\\n": net/url: invalid control character in URL'],
]

describe('a URL as Go reads it', () => {
  for (const [url, error] of told) it(JSON.stringify(url), () => assert.equal(urlError(url), error))
})
