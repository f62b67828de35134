/** What the pages promise about their files: every module has a versioned address, raw colours have one home. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const STATIC = join(ROOT, 'static');

function files(folder, ending) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path, ending) : entry.name.endsWith(ending) ? [path] : [];
  });
}

/** A module and all that it imports by relative addresses. */
function withImports(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, target] of readFileSync(path, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)) withImports(join(dirname(path), target), found);
  return found;
}

const MAPS = {
  'live/room.js': ['sessions/live/_import_map.html'],
  'live/projector.js': ['sessions/live/_wall_map.html'],
  'minutes/page.js': ['documents/minutes/show.html'],
  'pages/autosave.js': ['shared/_autosave_map.html'],
  'pages/plan.js': ['sessions/_plan_map.html'],
  'solutions/canvases.js': ['solutions/_import_map.html'],
  'pages/making.js': ['tandems/files.html'],
  'pages/table.js': ['tandems/table/_map.html'],
  'pages/ratings.js': ['onboarding/assessments/sheet.html'],
  'pages/find_choice.js': ['sessions/index.html', 'people/join/name.html'],
};

test('an import map names every module that a page loads, and only files that exist', () => {
  const templates = files(join(ROOT, 'templates'), '.html').map((path) => readFileSync(path, 'utf8')).join('');
  for (const [, entry] of templates.matchAll(/<script type="module"[^>]*asset\('js\/([\w/]+\.js)'\)/g)) {
    const loaded = [...withImports(join(STATIC, 'js', entry))].map((path) => relative(join(STATIC, 'js'), path).replaceAll('\\', '/'));
    assert.ok(loaded.length === 1 || MAPS[entry], `${entry} imports modules: MAPS of this test needs its import map`);
    for (const map of MAPS[entry] ?? []) {
      const named = [...readFileSync(join(ROOT, 'templates', map), 'utf8').matchAll(/'((?:shared|boards|breakouts|live|minutes|pages|solutions)\/\w+\.js)'/g)].map((match) => match[1]);
      for (const path of named) assert.ok(existsSync(join(STATIC, 'js', path)), `${map}: ${path} is named but not there`);
      for (const path of loaded) assert.ok(path === entry || named.includes(path), `${map}: ${path} has no versioned address`);
    }
  }
});

test('scripts that listen to keys ask whether these belong to a composition', () => {
  for (const path of files(join(STATIC, 'js'), '.js')) {
    const text = readFileSync(path, 'utf8');
    if (/'keydown'|"keydown"/.test(text)) assert.match(text, /belongsToComposition\(event\)/, relative(ROOT, path));
  }
});

test('scripts ask the browser for its storage, which may be missing, in one place', () => {
  for (const path of files(join(STATIC, 'js'), '.js')) {
    if (path.endsWith('kept.js')) continue;
    assert.doesNotMatch(readFileSync(path, 'utf8').replaceAll('new Kept(() => window.sessionStorage)', ''), /\b(local|session)Storage\b/, relative(ROOT, path));
  }
});

test('relative imports lead to files that exist', () => {
  for (const path of files(join(STATIC, 'js'), '.js')) {
    for (const [, target] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      assert.ok(existsSync(join(dirname(path), target)), `${relative(ROOT, path)} imports ${target}`);
    }
  }
});

test('only tokens.css writes raw colours and pixels; what all pages share writes no raw size at all', () => {
  for (const path of files(join(STATIC, 'css'), '.css')) {
    if (path.endsWith('tokens.css')) continue;
    const shared = dirname(path) === join(STATIC, 'css');
    const raw = shared ? /#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(|\boklch\(|\d(px|rem)\b/i : /#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(|\boklch\(|\dpx\b/i;
    const css = readFileSync(path, 'utf8').replace(/\/\*.*?\*\//gs, '');
    for (const line of css.split('\n')) {
      if (/^\s*@media|^\s*@supports|url\(|unicode-range/.test(line)) continue;
      assert.doesNotMatch(line, raw, `${relative(ROOT, path)}: ${line.trim()}`);
    }
  }
});

test('templates carry neither inline styles nor inline handlers nor inline scripts', () => {
  for (const path of files(join(ROOT, 'templates'), '.html')) {
    const html = readFileSync(path, 'utf8');
    const name = relative(ROOT, path);
    assert.doesNotMatch(html, /\sstyle="/, name);
    assert.doesNotMatch(html, /<style\b/, name);
    assert.doesNotMatch(html, /\son[a-z]+="/, name);
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) assert.match(tag, /type="(module|importmap|application\/json)"/, `${name}: ${tag}`);
  }
});

test('third-party and font files are the ones their README names', () => {
  for (const folder of ['vendor', 'fonts']) {
    const readme = readFileSync(join(STATIC, folder, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/\|\s*`?([\w./-]+\.(?:js|woff2))`?\s*\|\s*`?([0-9a-f]{64})`?/g)];
    assert.ok(named.length > 0, folder);
    for (const [, name, sum] of named) {
      const real = createHash('sha256').update(readFileSync(join(STATIC, folder, name))).digest('hex');
      assert.equal(real, sum, `${folder}/${name}`);
    }
  }
});
