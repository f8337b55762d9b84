const json = { 'content-type': 'application/json' };

async function made(url, headers, body) {
  const answer = await fetch(url, { method: 'POST', headers, body });
  if (answer.status !== 201) throw new Error(`POST ${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).id;
}

/** Puts subjects in through an API, each with a syllabus and its file, and answers the paths that are read of them, as often as clients read each. */
export async function fillArchive(api, headers, count) {
  const paths = [];
  for (let number = 1; number <= count; number += 1) {
    const subject = await made(`${api}/subjects`, { ...headers, ...json }, JSON.stringify({ name: `Subject ${number}`, code: `CS ${number}`, department: 'Computer Science', credits: 3 }));
    const file = await made(`${api}/files/upload?name=${number}.txt`, { ...headers, 'content-type': 'text/plain' }, `What is taught in subject ${number}.`);
    const syllabus = await made(`${api}/syllabus`, { ...headers, ...json }, JSON.stringify({ subject_id: subject, file_id: file, year: 2026, term: 'Fall' }));
    paths.push(`/subjects/${subject}`, `/subjects/${subject}`, `/syllabus/${subject}`, `/syllabus/${subject}`, `/syllabus/by-id/${syllabus}`, `/files/${file}`, '/subjects?limit=20', '/syllabus?limit=20');
  }
  return paths;
}
