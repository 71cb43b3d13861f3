import { useGraphiQL } from '@graphiql/react';
import { createPortal } from 'react-dom';
import { changing } from './examples/changing.examples.js';
import { useOpenExample } from './use-open-example.js';

/** Above the editors, where GraphiQL has no place for it. */
const placeId = 'empty-notice';

/** There from the beginning, so that a screen reader reads out what comes into it. */
export function EmptyNoticePlace() {
  return <div id={placeId} role="status" />;
}

const [create] = changing.examples;

/** The ways out of a gateway in which there is nothing to see. */
export function EmptyNotice() {
  const openExample = useOpenExample();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const place = document.getElementById(placeId);
  if (place === null || openExample === null || create === undefined) return null;
  const open = () => {
    openExample(create);
    queryEditor?.focus();
  };
  return createPortal(
    <p className="empty-notice">
      No delivery server yet.{' '}
      <button type="button" onClick={open}>
        {create.title}
      </button>
      , or restart with demo data: <code>npm start -- --demo</code>
    </p>,
    place,
  );
}
