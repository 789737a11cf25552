// Signing in with a passkey, and making one. Where the browser cannot, or the address is a number, nothing of it is shown: the password opens the door as ever.
const can = isSecureContext && window.PublicKeyCredential?.parseRequestOptionsFromJSON && !/^[\d.]+$|:/.test(location.hostname);

// What the server did not do, by a name of its own beside those of the browser.
function refused(answer) {
  const error = new Error();
  error.name = answer?.status === 429 ? 'often' : !answer || answer.status >= 500 ? 'gone' : 'failed';
  return error;
}

async function send(path, object) {
  const answer = await fetch(path, { method: 'POST', headers: object ? { 'Content-Type': 'application/json' } : {}, body: object && JSON.stringify(object) }).catch(() => null);
  if (!answer?.ok) throw refused(answer);
  return answer.json();
}

async function signIn(part) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await send('/v1/sessions/passkey/options'));
  const credential = await navigator.credentials.get({ publicKey });
  await send('/v1/sessions/passkey', { credential: credential.toJSON() });
  location.assign(part.dataset.back);
}

async function add(part) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await send('/v1/passkeys/options'));
  const credential = await navigator.credentials.create({ publicKey });
  await send('/v1/passkeys', { label: part.elements.label.value.trim(), credential: credential.toJSON() });
  location.assign('/people');
}

if (can)
  for (const part of document.querySelectorAll('form[data-passkey]')) {
    const said = part.querySelector('[role=alert]'), button = part.querySelector('button');
    part.hidden = false;
    part.addEventListener('submit', async e => {
      e.preventDefault();
      said.hidden = true;
      button.disabled = true;
      try {
        await (part.dataset.passkey === 'add' ? add : signIn)(part);
      } catch (error) {
        // Told apart is what somebody can do something about.
        said.textContent = { NotAllowedError: said.dataset.cancelled, InvalidStateError: said.dataset.there, gone: said.dataset.gone, often: said.dataset.often }[error.name] ?? said.dataset.failed;
        said.hidden = false;
        button.disabled = false;
        button.focus();
      }
    });
  }
