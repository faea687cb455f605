BEGIN TRANSACTION;
CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "archive_version" VALUES(1);
INSERT INTO "archive_version" VALUES(2);
INSERT INTO "archive_version" VALUES(3);
INSERT INTO "archive_version" VALUES(4);
CREATE TABLE articles (
            key VARCHAR NOT NULL PRIMARY KEY,
            content_id VARCHAR NOT NULL,
            station VARCHAR NOT NULL,
            url VARCHAR NOT NULL,
            published_at VARCHAR,
            content_hash VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            first_seen_at VARCHAR NOT NULL,
            fetched_at VARCHAR NOT NULL,
            record TEXT NOT NULL
        );
INSERT INTO "articles" VALUES('13000000','13000000','hh','https://hh.rednet.cn/content/646847/83/13000000.html','2024-03-20T10:00:00+08:00','5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8',2,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','{"content_id":"13000000","url":"https://hh.rednet.cn/content/646847/83/13000000.html","station":"hh","channels":["要闻"],"title":"安全验证","byline":[],"editor":[],"source":null,"published_at":"2024-03-20T10:00:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":null,"provenance":{"content_id":"url","url":"url","title":"title-tag","published_at":"listing","encoding":"utf-8, declared"},"content_hash":"5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8","revision":2,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:35Z"}');
INSERT INTO "articles" VALUES('13000001','13000001','hh','https://hh.rednet.cn/content/646847/83/13000001.html','2024-03-19T10:00:00+08:00','5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8',1,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','{"content_id":"13000001","url":"https://hh.rednet.cn/content/646847/83/13000001.html","station":"hh","channels":["要闻"],"title":"安全验证","byline":[],"editor":[],"source":null,"published_at":"2024-03-19T10:00:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":null,"provenance":{"content_id":"url","url":"url","title":"title-tag","published_at":"listing","encoding":"utf-8, declared"},"content_hash":"5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8","revision":1,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:35Z"}');
INSERT INTO "articles" VALUES('13000002','13000002','hh','https://hh.rednet.cn/content/646847/83/13000002.html','2024-03-01T10:02:00+08:00','758258d94125250240439a5576cce6a4028034368f6736fc1e9bc1e0465ede15',1,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','{"content_id":"13000002","url":"https://hh.rednet.cn/content/646847/83/13000002.html","station":"hh","channels":["要闻"],"title":"第2场招聘会举行","byline":[{"name":"张三","role":"记者"}],"editor":[],"source":"红网","published_at":"2024-03-01T10:02:00+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":3,"day":5},"sections":[{"heading":null,"paragraphs":["红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。"]}],"text":"红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","source":"title-line","published_at":"title-line","dateline":"body","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"758258d94125250240439a5576cce6a4028034368f6736fc1e9bc1e0465ede15","revision":1,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:35Z"}');
INSERT INTO "articles" VALUES('13000003','13000003','hh','https://hh.rednet.cn/content/646847/83/13000003.html','2024-03-17T10:00:00+08:00','cb3b2695118276007a6f3b81b874a2a9352060244028489f0674183f4b9622ec',2,'2026-11-30T20:40:14Z','2026-11-30T20:40:35Z','{"content_id":"13000003","url":"https://hh.rednet.cn/content/646847/83/13000003.html","station":"hh","channels":["要闻"],"title":"提示信息","byline":[],"editor":[],"source":null,"published_at":"2024-03-17T10:00:00+08:00","dateline":null,"sections":[{"heading":null,"paragraphs":["您访问的文章已被删除。"]}],"text":"您访问的文章已被删除。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","published_at":"listing","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"cb3b2695118276007a6f3b81b874a2a9352060244028489f0674183f4b9622ec","revision":2,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:35Z"}');
INSERT INTO "articles" VALUES('13000004','13000004','hh','https://hh.rednet.cn/content/646847/83/13000004.html','2024-03-16T10:00:00+08:00','5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8',3,'2026-11-30T20:40:14Z','2026-11-30T20:40:35Z','{"content_id":"13000004","url":"https://hh.rednet.cn/content/646847/83/13000004.html","station":"hh","channels":["要闻"],"title":"安全验证","byline":[],"editor":[],"source":null,"published_at":"2024-03-16T10:00:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":null,"provenance":{"content_id":"url","url":"url","title":"title-tag","published_at":"listing","encoding":"utf-8, declared"},"content_hash":"5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8","revision":3,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:35Z"}');
CREATE TABLE copies (
            source VARCHAR NOT NULL PRIMARY KEY,
            state VARCHAR NOT NULL,
            name VARCHAR,
            last TEXT,
            ended_at VARCHAR
        );
CREATE TABLE "inventories" (
            station VARCHAR NOT NULL,
            channel_id VARCHAR NOT NULL,
            day VARCHAR NOT NULL,
            inventory VARCHAR NOT NULL CHECK (inventory IN ('list', 'dates', 'api')),
            read_at VARCHAR NOT NULL,
            PRIMARY KEY (station, channel_id, day, inventory)
        );
CREATE TABLE ledger (
            key VARCHAR NOT NULL PRIMARY KEY,
            url VARCHAR NOT NULL,
            place INTEGER NOT NULL,
            station VARCHAR NOT NULL,
            state VARCHAR NOT NULL CHECK (state IN ('pending', 'saved', 'skipped', 'gone', 'failed')),
            reason VARCHAR,
            tries INTEGER NOT NULL,
            next_try_at VARCHAR,
            failed_since VARCHAR,
            title VARCHAR,
            published VARCHAR,
            first_listed_at VARCHAR NOT NULL,
            changed_at VARCHAR NOT NULL
        , etag VARCHAR, last_modified VARCHAR);
INSERT INTO "ledger" VALUES('13000000','https://hh.rednet.cn/content/646847/83/13000000.html',0,'hh','saved',NULL,0,'2026-12-01T02:40:13Z',NULL,'标题0','2024-03-20 10:00','2026-11-30T20:40:13Z','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "ledger" VALUES('13000001','https://hh.rednet.cn/content/646847/83/13000001.html',0,'hh','saved',NULL,0,'2026-12-01T02:40:13Z',NULL,'标题1','2024-03-19 10:00','2026-11-30T20:40:13Z','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "ledger" VALUES('13000002','https://hh.rednet.cn/content/646847/83/13000002.html',0,'hh','saved',NULL,0,'2026-12-01T02:40:13Z',NULL,'标题2','2024-03-18 10:00','2026-11-30T20:40:13Z','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "ledger" VALUES('13000003','https://hh.rednet.cn/content/646847/83/13000003.html',0,'hh','saved',NULL,0,'2026-12-01T02:40:14Z',NULL,'标题3','2024-03-17 10:00','2026-11-30T20:40:13Z','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "ledger" VALUES('13000004','https://hh.rednet.cn/content/646847/83/13000004.html',0,'hh','saved',NULL,0,'2026-12-01T02:40:14Z',NULL,'标题4','2024-03-16 10:00','2026-11-30T20:40:13Z','2026-11-30T20:40:35Z',NULL,NULL);
CREATE TABLE marks (session VARCHAR NOT NULL PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE revisions (
            key VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            content_hash VARCHAR NOT NULL,
            fetched_at VARCHAR NOT NULL,
            record TEXT NOT NULL, raw TEXT, version VARCHAR, run INTEGER,
            PRIMARY KEY (key, revision)
        );
INSERT INTO "revisions" VALUES('13000000',1,'280f63b6b325dcdd7eb0c78d85e71d0dcef3f08c0d55d756c337ea5c896eaba5','2026-11-30T20:40:13Z','{"content_id":"13000000","url":"https://hh.rednet.cn/content/646847/83/13000000.html","station":"hh","channels":["要闻"],"title":"第0场招聘会举行","byline":[{"name":"张三","role":"记者"}],"editor":[],"source":"红网","published_at":"2024-03-01T10:00:00+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":3,"day":5},"sections":[{"heading":null,"paragraphs":["红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。"]}],"text":"红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","source":"title-line","published_at":"title-line","dateline":"body","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"280f63b6b325dcdd7eb0c78d85e71d0dcef3f08c0d55d756c337ea5c896eaba5","revision":1,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:13Z"}','{"title":[["第0场招聘会举行","headline"],["第0场招聘会举行_要闻_红网怀化站","title-tag"]],"byline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]],"source":[["红网","title-line"]],"published_at":[["2024-03-01 10:00:00","title-line"]],"dateline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('13000001',1,'5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8','2026-11-30T20:40:13Z','{"content_id":"13000001","url":"https://hh.rednet.cn/content/646847/83/13000001.html","station":"hh","channels":["要闻"],"title":"安全验证","byline":[],"editor":[],"source":null,"published_at":"2024-03-19T10:00:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":null,"provenance":{"content_id":"url","url":"url","title":"title-tag","published_at":"listing","encoding":"utf-8, declared"},"content_hash":"5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8","revision":1,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:13Z"}','{"title":[["安全验证","title-tag"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('13000002',1,'758258d94125250240439a5576cce6a4028034368f6736fc1e9bc1e0465ede15','2026-11-30T20:40:13Z','{"content_id":"13000002","url":"https://hh.rednet.cn/content/646847/83/13000002.html","station":"hh","channels":["要闻"],"title":"第2场招聘会举行","byline":[{"name":"张三","role":"记者"}],"editor":[],"source":"红网","published_at":"2024-03-01T10:02:00+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":3,"day":5},"sections":[{"heading":null,"paragraphs":["红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。"]}],"text":"红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","source":"title-line","published_at":"title-line","dateline":"body","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"758258d94125250240439a5576cce6a4028034368f6736fc1e9bc1e0465ede15","revision":1,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:13Z"}','{"title":[["第2场招聘会举行","headline"],["第2场招聘会举行_要闻_红网怀化站","title-tag"]],"byline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]],"source":[["红网","title-line"]],"published_at":[["2024-03-01 10:02:00","title-line"]],"dateline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('13000003',1,'dc29ab0f40a11910fcc8be9ba5eb7d64526f44df6315dfc874e76130ae205059','2026-11-30T20:40:14Z','{"content_id":"13000003","url":"https://hh.rednet.cn/content/646847/83/13000003.html","station":"hh","channels":["要闻"],"title":"第3场招聘会举行","byline":[{"name":"张三","role":"记者"}],"editor":[],"source":"红网","published_at":"2024-03-01T10:03:00+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":3,"day":5},"sections":[{"heading":null,"paragraphs":["红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。"]}],"text":"红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","source":"title-line","published_at":"title-line","dateline":"body","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"dc29ab0f40a11910fcc8be9ba5eb7d64526f44df6315dfc874e76130ae205059","revision":1,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:14Z"}','{"title":[["第3场招聘会举行","headline"],["第3场招聘会举行_要闻_红网怀化站","title-tag"]],"byline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]],"source":[["红网","title-line"]],"published_at":[["2024-03-01 10:03:00","title-line"]],"dateline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('13000004',1,'0edfee39d9c0dfc79f17e4284d270122267a6adfb1415bb4aa2fe1fe10d4c4af','2026-11-30T20:40:14Z','{"content_id":"13000004","url":"https://hh.rednet.cn/content/646847/83/13000004.html","station":"hh","channels":["要闻"],"title":"第4场招聘会举行","byline":[{"name":"张三","role":"记者"}],"editor":[],"source":"红网","published_at":"2024-03-01T10:04:00+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":3,"day":5},"sections":[{"heading":null,"paragraphs":["红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。"]}],"text":"红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","source":"title-line","published_at":"title-line","dateline":"body","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"0edfee39d9c0dfc79f17e4284d270122267a6adfb1415bb4aa2fe1fe10d4c4af","revision":1,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:14Z"}','{"title":[["第4场招聘会举行","headline"],["第4场招聘会举行_要闻_红网怀化站","title-tag"]],"byline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]],"source":[["红网","title-line"]],"published_at":[["2024-03-01 10:04:00","title-line"]],"dateline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('13000000',2,'5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8','2026-11-30T20:40:25Z','{"content_id":"13000000","url":"https://hh.rednet.cn/content/646847/83/13000000.html","station":"hh","channels":["要闻"],"title":"安全验证","byline":[],"editor":[],"source":null,"published_at":"2024-03-20T10:00:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":null,"provenance":{"content_id":"url","url":"url","title":"title-tag","published_at":"listing","encoding":"utf-8, declared"},"content_hash":"5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8","revision":2,"first_seen_at":"2026-11-30T20:40:13Z","fetched_at":"2026-11-30T20:40:25Z"}','{"title":[["安全验证","title-tag"]]}','0.1.0',2);
INSERT INTO "revisions" VALUES('13000003',2,'cb3b2695118276007a6f3b81b874a2a9352060244028489f0674183f4b9622ec','2026-11-30T20:40:25Z','{"content_id":"13000003","url":"https://hh.rednet.cn/content/646847/83/13000003.html","station":"hh","channels":["要闻"],"title":"提示信息","byline":[],"editor":[],"source":null,"published_at":"2024-03-17T10:00:00+08:00","dateline":null,"sections":[{"heading":null,"paragraphs":["您访问的文章已被删除。"]}],"text":"您访问的文章已被删除。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","published_at":"listing","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"cb3b2695118276007a6f3b81b874a2a9352060244028489f0674183f4b9622ec","revision":2,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:25Z"}','{"title":[["提示信息","headline"],["提示信息_红网怀化站","title-tag"]]}','0.1.0',2);
INSERT INTO "revisions" VALUES('13000004',2,'fa58793ae8e6690441bade9033d00ef7ef7980601346a0af79dd1aa42dea6d33','2026-11-30T20:40:25Z','{"content_id":"13000004","url":"https://hh.rednet.cn/content/646847/83/13000004.html","station":"hh","channels":["要闻"],"title":"第4场招聘会举行（修订）","byline":[{"name":"张三","role":"记者"}],"editor":[],"source":"红网","published_at":"2024-03-01T10:04:00+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":3,"day":5},"sections":[{"heading":null,"paragraphs":["红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。"]}],"text":"红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。","images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","source":"title-line","published_at":"title-line","dateline":"body","sections":"body","text":"body","encoding":"utf-8, declared"},"content_hash":"fa58793ae8e6690441bade9033d00ef7ef7980601346a0af79dd1aa42dea6d33","revision":2,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:25Z"}','{"title":[["第4场招聘会举行（修订）","headline"],["第4场招聘会举行（修订）_要闻_红网怀化站","title-tag"]],"byline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]],"source":[["红网","title-line"]],"published_at":[["2024-03-01 10:04:00","title-line"]],"dateline":[["红网时刻怀化3月5日讯（记者 张三）","dateline"]]}','0.1.0',2);
INSERT INTO "revisions" VALUES('13000004',3,'5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8','2026-11-30T20:40:35Z','{"content_id":"13000004","url":"https://hh.rednet.cn/content/646847/83/13000004.html","station":"hh","channels":["要闻"],"title":"安全验证","byline":[],"editor":[],"source":null,"published_at":"2024-03-16T10:00:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":[],"keywords":[],"description":null,"template":null,"provenance":{"content_id":"url","url":"url","title":"title-tag","published_at":"listing","encoding":"utf-8, declared"},"content_hash":"5a3acc20dd6a179289adaff9812ecdaa6fb4c90b41980ec8e0e61a5a0a6616d8","revision":3,"first_seen_at":"2026-11-30T20:40:14Z","fetched_at":"2026-11-30T20:40:35Z"}','{"title":[["安全验证","title-tag"]]}','0.1.0',3);
CREATE TABLE runs (
            run INTEGER NOT NULL PRIMARY KEY,
            spider VARCHAR NOT NULL,
            arguments TEXT NOT NULL,
            version VARCHAR NOT NULL,
            owner VARCHAR NOT NULL,
            started_at VARCHAR NOT NULL,
            heartbeat_at VARCHAR NOT NULL,
            ended_at VARCHAR,
            exit_code INTEGER,
            counts TEXT
        , report TEXT, accepted_at VARCHAR, station VARCHAR);
CREATE TABLE searches (station VARCHAR NOT NULL PRIMARY KEY, searched_at VARCHAR NOT NULL);
INSERT INTO "searches" VALUES('hh','2026-11-30T20:40:13Z');
CREATE TABLE "sightings" (
            station VARCHAR NOT NULL,
            channel_id VARCHAR NOT NULL,
            url VARCHAR NOT NULL,
            key VARCHAR NOT NULL,
            channel VARCHAR NOT NULL,
            position INTEGER NOT NULL,
            first_seen_at VARCHAR NOT NULL,
            last_seen_at VARCHAR NOT NULL,
            covered_since VARCHAR,
            day VARCHAR,
            in_list VARCHAR,
            in_dates VARCHAR,
            in_api VARCHAR,
            PRIMARY KEY (station, channel_id, url)
        );
INSERT INTO "sightings" VALUES('hh','9001','https://hh.rednet.cn/content/646847/83/13000000.html','13000000','要闻',1,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','','2024-03-20','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9001','https://hh.rednet.cn/content/646847/83/13000001.html','13000001','要闻',2,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','','2024-03-19','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9001','https://hh.rednet.cn/content/646847/83/13000002.html','13000002','要闻',3,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','','2024-03-18','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9001','https://hh.rednet.cn/content/646847/83/13000003.html','13000003','要闻',4,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','','2024-03-17','2026-11-30T20:40:35Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9001','https://hh.rednet.cn/content/646847/83/13000004.html','13000004','要闻',5,'2026-11-30T20:40:13Z','2026-11-30T20:40:35Z','','2024-03-16','2026-11-30T20:40:35Z',NULL,NULL);
CREATE TABLE turns (
            host VARCHAR NOT NULL PRIMARY KEY,
            run INTEGER NOT NULL,
            next_at DOUBLE PRECISION NOT NULL,
            free_at DOUBLE PRECISION NOT NULL
        );
CREATE TABLE units (
            station VARCHAR NOT NULL PRIMARY KEY,
            submitted_at VARCHAR NOT NULL,
            after_run INTEGER NOT NULL,
            arguments TEXT NOT NULL
        );
CREATE TABLE walks (
            station VARCHAR NOT NULL,
            channel_id VARCHAR NOT NULL,
            channel VARCHAR NOT NULL,
            complete INTEGER NOT NULL,
            page INTEGER NOT NULL,
            since VARCHAR,
            etag VARCHAR,
            last_modified VARCHAR,
            walked_at VARCHAR NOT NULL,
            PRIMARY KEY (station, channel_id)
        );
INSERT INTO "walks" VALUES('hh','9001','要闻',1,1,'',NULL,NULL,'2026-11-30T20:40:35Z');
CREATE INDEX ledger_state ON ledger (station, state);
CREATE INDEX revisions_run ON revisions (run);
CREATE INDEX sightings_key ON sightings (key);
CREATE INDEX sightings_day ON sightings (station, channel_id, day);
COMMIT;
