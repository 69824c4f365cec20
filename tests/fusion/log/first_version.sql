-- A log as the first version made it.
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    mode TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    process INTEGER NOT NULL
);
CREATE TABLE estimate (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t REAL NOT NULL,
    state TEXT NOT NULL,
    emotion TEXT,
    confidence REAL NOT NULL,
    probabilities BLOB NOT NULL,
    voice_weight REAL NOT NULL,
    face_weight REAL NOT NULL,
    disagreement REAL NOT NULL,
    voice BLOB,
    voice_quality REAL,
    voice_start REAL,
    voice_end REAL,
    face BLOB,
    face_quality REAL,
    face_start REAL,
    face_end REAL
);
CREATE INDEX estimate_by_session ON estimate(session_id, t);
CREATE TABLE event (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t REAL NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX event_by_session ON event(session_id, t);
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
