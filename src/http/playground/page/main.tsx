import 'graphiql/setup-workers/vite';
import '@graphiql/react/font/fira-code.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import './key-bar.css';
// After all that it changes.
import './narrow.css';
import { createRoot } from 'react-dom/client';
import { Playground } from './playground.js';

const container = document.getElementById('playground');
if (container === null) throw new Error('index.html has no #playground');
createRoot(container).render(<Playground />);
