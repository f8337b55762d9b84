import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { encodeCursor } from '@aurora/kernel';
import { authorization } from '../harness/api.mjs';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { fillSubjects } from '../harness/fill-subjects.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { scratch, startAurora } from '../harness/servers.mjs';

export const title = 'Page of 50 subjects';
export const how = 'GET of `/api/v1/subjects?limit=50` from Aurora with 1,000,000 subjects and from Aurora with 1,000, CPU time of the server per request; the first page and one from the middle of what the filter leaves, by a cursor. A filter leaves a tenth of the rows on both sides, so every page is full. Of the first page and that in the middle, the row of a filter is the worse one.';

const columns = { id: 'id', code: 'code_key', name: 'name_key', created_at: 'created_at' };
const sorts = Object.keys(columns).flatMap(name => [name, `-${name}`]);
/** What is asked for, the rows that it leaves, and the orders in which they are asked for. */
const filters = {
  department_id: { value: '3', where: 'department_id = 3', sorts: ['id', 'name'] },
  department: { value: 'Department 3', where: 'department_id = 3', sorts: ['id', 'name'] },
  code_prefix: { value: 'D3', where: "code_key between 'd3' and 'd3~'", sorts: ['id', 'code', 'name'] },
  q: { value: 'graphs', where: "instr(search_text, 'graphs') > 0", sorts: ['id', 'name'] },
};

const pages = ['first', 'middle'];

/** Every list that is compared. */
const lists = [
  ...sorts.map(sort => ({ sort })),
  ...Object.entries(filters).flatMap(([filter, { sorts: orders }]) => orders.map(sort => ({ sort, filter }))),
].flatMap(list => pages.map(page => ({ ...list, page })));

/** The cursor with which the page in the middle begins. */
function middle(database, sort, where) {
  const column = columns[sort.replace('-', '')];
  const { rows } = database.prepare(`select count(*) as rows from subject where ${where}`).get();
  const order = sort.startsWith('-') ? 'desc' : 'asc';
  const { key, id } = database.prepare(`select ${column} as key, id from subject where ${where} order by ${column} ${order}, id ${order} limit 1 offset ?`).get(Math.floor(rows / 2) - 1);
  return encodeCursor(`subjects.${sort}`, [key, id]);
}

function queryOf(database, { sort, filter, page }) {
  const { value, where } = filters[filter] ?? { where: 'true' };
  return new URLSearchParams({ limit: '50', sort, ...(filter && { [filter]: value }), ...(page === 'middle' && { cursor: middle(database, sort, where) }) });
}

async function startFilled(name, rows, note) {
  const data = join(scratch, name);
  await (await startAurora(`${name}-empty`, data)).stop();
  const file = join(data, 'subject.sqlite');
  fillSubjects(file, rows, note);
  const database = new DatabaseSync(file, { readOnly: true });
  const queries = lists.map(list => queryOf(database, list));
  database.close();
  return { ...await startAurora(name, data), headers: authorization(data), queries };
}

/** Asks a server for a list, less often where that takes long; answers CPU µs per request. */
async function cost({ pid, url, headers }, query, size) {
  const target = `${url}/api/v1/subjects?${query}`;
  const started = performance.now();
  const { items } = await (await fetch(target, { headers })).json();
  if (items.length !== size) throw new Error(`${query} has ${items.length} subjects, not ${size}`);
  return cpuPerGet({ pid }, target, headers, performance.now() - started > 25 ? 3 : 300);
}

/** CPU µs of the server per page. */
export async function measure({ roundCount, note }) {
  const large = await startFilled('aurora-million', 1_000_000, note);
  const small = await startFilled('aurora-thousand', 1_000, note);
  const sides = Object.assign({}, ...lists.map((_, place) => ({ [`large ${place}`]: () => cost(large, large.queries[place], 50), [`small ${place}`]: () => cost(small, small.queries[place], 50) })));
  const rare = new URLSearchParams({ limit: '50', q: 'lighthouse' });
  const figures = await rounds(roundCount, { ...sides, 'large rare': () => cost(large, rare, 1), 'small rare': () => cost(small, rare, 1) }, note);
  await large.stop();
  await small.stop();
  const of = (side, places) => figures[`${side} ${places[0]}`].map((_, round) => places.reduce((sum, place) => sum + figures[`${side} ${place}`][round], 0) / places.length);
  const compared = (name, places, goal) => ratioRow(`Page of 50, ${name}`, of('large', places), of('small', places), goal);
  return [
    ...pages.map(page => compared(`all sorts together, ${page} page`, placesOf(list => list.page === page && !list.filter), 1.3)),
    worst(placesOf(list => !list.filter).map(place => compared(`the worst sort (\`${lists[place].sort}\`, ${lists[place].page} page)`, [place]))),
    ...Object.entries(filters).flatMap(([filter, { sorts: orders }]) => orders.map(sort => worst(placesOf(list => list.filter === filter && list.sort === sort)
      .map(place => compared(`\`${filter}\` sorted by ${sort}, ${lists[place].page} page`, [place], 1.3))))),
    compared('a word of `q` that one subject has: a look at every row', ['rare']),
  ];
}

const placesOf = wanted => lists.flatMap((list, place) => (wanted(list) ? [place] : []));
const worst = rows => rows.toSorted((a, b) => b.value - a.value)[0];
