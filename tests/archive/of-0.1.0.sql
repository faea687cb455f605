-- An archive as rednet-crawler 0.1.0 wrote it: the crawl of a replica of a few articles.
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
INSERT INTO "articles" VALUES('14577929','14577929','hh','https://hh.rednet.cn/content/646946/61/14577929.html','2025-02-27T17:15:00+08:00','3821765c783273d441c6441e0a8183209624f4b42e84119666cf0f6190dd4b26',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','{"content_id":"14577929","url":"https://hh.rednet.cn/content/646946/61/14577929.html","station":"hh","channels":["法治","公示公告","社会","精彩视频"],"title":"图解丨会同营商环境十问十答","byline":[{"name":"滕勇","role":null},{"name":"粟志强","role":null}],"editor":[],"source":"红网怀化站","published_at":"2025-02-27T17:15:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[{"url":"http://1400085894.vod2.myqcloud.com/fc7f79bd42cdc452vodgzp/9558748740962310532/v.f30.mp4","cover":null}],"tables":[],"original":false,"original_by":null,"breadcrumb":["首页","法治"],"keywords":[],"description":"截至目前，已建立台账543条，整改540条，“多方联动”的格局基本形成。","template":"video","provenance":{"content_id":"url","url":"url","title":"headline","byline":"title-line","source":"title-line","published_at":"title-line","videos":"body","breadcrumb":"breadcrumb","description":"meta","encoding":"utf-8, declared"},"content_hash":"3821765c783273d441c6441e0a8183209624f4b42e84119666cf0f6190dd4b26","revision":1,"first_seen_at":"2026-11-30T20:05:48Z","fetched_at":"2026-11-30T20:05:48Z"}');
INSERT INTO "articles" VALUES('12773739','12773739','hh','https://hh.rednet.cn/content/646741/54/12773739.html','2023-07-10T16:03:34+08:00','09a61bf104804799a80767ca5e07fd6f1bc353a22af1952cd4e0c89d4b26f434',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','{"content_id":"12773739","url":"https://hh.rednet.cn/content/646741/54/12773739.html","station":"hh","channels":["县市区","要闻"],"title":"怀化：久久为功推进民生工程 党建引领深化乡村振兴——来自鹤城迎丰社区的一线报告","byline":[{"name":"陈建军","role":"记者"},{"name":"刘涛","role":"记者"},{"name":"唐晓燕","role":"记者"}],"editor":["黄镕"],"source":"怀化日报","published_at":"2023-07-10T16:03:34+08:00","dateline":{"outlet":"怀化日报","place":"怀化","month":7,"day":10},"sections":[{"heading":null,"paragraphs":["怀化日报怀化7月10日讯(记者 陈建军 刘 涛 唐晓燕)当天上午9:30，专题培训班在龙溪村启动，采取“线上+线下”的方式进行（详见方案）。截至目前，已建立台账768条，整改137条，“多方联动”的格局基本形成。截至目前，已建立台账757条，整改586条，“一线担当”的格局基本形成。据悉，新晃有47家企业参与乡村振兴，带动梨园路社区等51个村（社区）增收。党建引领，把好事办到心坎上。","“以前办事要跑好几趟，现在家门口就能办，真方便！”梨园路社区居民徐慧说。据悉，会同有285家企业参与人居环境，带动幸福湾社区等872个村（社区）增收。据悉，洪江有291家企业参与文旅品牌，带动龙溪村等409个村（社区）增收。据悉，靖州有911家企业参与民生工程，带动龙溪村等755个村（社区）增收。数字赋能，让群众少跑腿。","据悉，沅陵有429家企业参与法治宣传，带动龙溪村等751个村（社区）增收。近日，中方教育局组织返乡大学生走进幸福湾社区，开展法治宣传应急演练，117余人参加。","当天上午9:30，应急演练在迎丰社区启动，采取“线上+线下”的方式进行（详见方案）。数字赋能，把好事办到心坎上。"]}],"text":"怀化日报怀化7月10日讯(记者 陈建军 刘 涛 唐晓燕)当天上午9:30，专题培训班在龙溪村启动，采取“线上+线下”的方式进行（详见方案）。截至目前，已建立台账768条，整改137条，“多方联动”的格局基本形成。截至目前，已建立台账757条，整改586条，“一线担当”的格局基本形成。据悉，新晃有47家企业参与乡村振兴，带动梨园路社区等51个村（社区）增收。党建引领，把好事办到心坎上。\n“以前办事要跑好几趟，现在家门口就能办，真方便！”梨园路社区居民徐慧说。据悉，会同有285家企业参与人居环境，带动幸福湾社区等872个村（社区）增收。据悉，洪江有291家企业参与文旅品牌，带动龙溪村等409个村（社区）增收。据悉，靖州有911家企业参与民生工程，带动龙溪村等755个村（社区）增收。数字赋能，让群众少跑腿。\n据悉，沅陵有429家企业参与法治宣传，带动龙溪村等751个村（社区）增收。近日，中方教育局组织返乡大学生走进幸福湾社区，开展法治宣传应急演练，117余人参加。\n当天上午9:30，应急演练在迎丰社区启动，采取“线上+线下”的方式进行（详见方案）。数字赋能，把好事办到心坎上。","images":[{"url":"https://img.rednet.cn/2023/07-10/9b26e016-5318-4580-99a2-de3733f28451.jpg","caption":null},{"url":"https://img.rednet.cn/2023/07-10/b243584b-3795-4ffb-a220-c1f0ad8aacff.jpg","caption":"图为招聘会现场"},{"url":"https://img.rednet.cn/2023/07-10/3ada4ad7-d2b8-414e-8738-b63a15fa7db2.jpg","caption":"图为应急演练现场"},{"url":"https://img.rednet.cn/2023/07-10/94d8e889-cc21-4cfe-b8aa-85e8536b6188.jpg","caption":null}],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":["首页","县市区"],"keywords":["法治宣传","民生工程","乡村振兴"],"description":"据悉，辰溪有287家企业参与民生工程，带动团结村等859个村（社区）增收。","template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","editor":"end-matter","source":"end-matter","published_at":"title-line","dateline":"body","sections":"body","text":"body","images":"body","breadcrumb":"breadcrumb","keywords":"meta","description":"meta","encoding":"utf-8, declared"},"content_hash":"09a61bf104804799a80767ca5e07fd6f1bc353a22af1952cd4e0c89d4b26f434","revision":1,"first_seen_at":"2026-11-30T20:05:48Z","fetched_at":"2026-11-30T20:05:48Z"}');
INSERT INTO "articles" VALUES('3240834','3240834','hh','https://hh.rednet.cn/content/2019/08/28/3240834.html','2019-08-28T20:50:20+08:00','88a8085448d0c4a7d287e8f578468fb911d966b34590885721ed5bfb230687cb',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','{"content_id":"3240834","url":"https://hh.rednet.cn/content/2019/08/28/3240834.html","station":"hh","channels":["重要新闻","要闻","民生"],"title":"溆浦:压实便民服务 服务群众零距离","byline":[{"name":"欧阳思琪","role":"记者"},{"name":"尹先辉","role":"通讯员"}],"editor":["王建军"],"source":"红网怀化站","published_at":"2019-08-28T20:50:20+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":8,"day":28},"sections":[{"heading":null,"paragraphs":["红网时刻怀化8月28日讯 (记者 欧阳思琪 通讯员 尹先辉) 近日,鹤城卫健局组织志愿者走进梨园路社区,开展便民服务龙舟赛,164余人参加。截至目前,已建立台账688条,整改735条,“多方联动”的格局基本形成。当天上午9:30,专题培训班在黄岩村启动,采取“线上+线下”的方式进行(详见方案)。","据悉,会同有164家企业参与法治宣传,带动迎丰社区等803个村(社区)增收。在团结村的茶油基地,村民刘志强正忙着采收;产品远销广东、浙江等地。一线担当,让群众少跑腿。精准发力,让群众少跑腿。","据悉,辰溪有775家企业参与文旅品牌,带动龙溪村等484个村(社区)增收。当天上午9:30,龙舟赛在梨园路社区启动,采取“线上+线下”的方式进行(详见方案)。"]},{"heading":"服务群众零距离","paragraphs":["在龙溪村的侗锦基地,村民罗静正忙着采收;产品远销广东、浙江等地。截至目前,已建立台账604条,整改586条,“久久为功”的格局基本形成。近日,麻阳民政局组织医务人员走进黄岩村,开展便民服务应急演练,382余人参加。多方联动,让群众少跑腿。近日,沅陵民政局组织医务人员走进梨园路社区,开展文旅品牌龙舟赛,772余人参加。"]},{"heading":"把好事办到心坎上","paragraphs":["截至目前,已建立台账553条,整改281条,“党建引领”的格局基本形成。"]}],"text":"红网时刻怀化8月28日讯 (记者 欧阳思琪 通讯员 尹先辉) 近日,鹤城卫健局组织志愿者走进梨园路社区,开展便民服务龙舟赛,164余人参加。截至目前,已建立台账688条,整改735条,“多方联动”的格局基本形成。当天上午9:30,专题培训班在黄岩村启动,采取“线上+线下”的方式进行(详见方案)。\n据悉,会同有164家企业参与法治宣传,带动迎丰社区等803个村(社区)增收。在团结村的茶油基地,村民刘志强正忙着采收;产品远销广东、浙江等地。一线担当,让群众少跑腿。精准发力,让群众少跑腿。\n据悉,辰溪有775家企业参与文旅品牌,带动龙溪村等484个村(社区)增收。当天上午9:30,龙舟赛在梨园路社区启动,采取“线上+线下”的方式进行(详见方案)。\n在龙溪村的侗锦基地,村民罗静正忙着采收;产品远销广东、浙江等地。截至目前,已建立台账604条,整改586条,“久久为功”的格局基本形成。近日,麻阳民政局组织医务人员走进黄岩村,开展便民服务应急演练,382余人参加。多方联动,让群众少跑腿。近日,沅陵民政局组织医务人员走进梨园路社区,开展文旅品牌龙舟赛,772余人参加。\n截至目前,已建立台账553条,整改281条,“党建引领”的格局基本形成。","images":[],"videos":[{"url":"http://1400085894.vod2.myqcloud.com/5463b81d2c599fffvodgzp/2673222470179105391/v.f30.mp4","cover":"https://img.rednet.cn/2019/08-28/aa82fa96-4455-4310-a1b8-d48b6f2c74f5.jpg"}],"tables":[],"original":true,"original_by":"怀化站","breadcrumb":[],"keywords":["文旅品牌","营商环境","民生工程"],"description":"数字赋能,把好事办到心坎上。","template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","editor":"end-matter","source":"end-matter","published_at":"title-line","dateline":"body","sections":"body","text":"body","videos":"body","original":"end-matter","keywords":"meta","description":"meta","encoding":"utf-8, declared"},"content_hash":"88a8085448d0c4a7d287e8f578468fb911d966b34590885721ed5bfb230687cb","revision":1,"first_seen_at":"2026-11-30T20:05:48Z","fetched_at":"2026-11-30T20:05:48Z"}');
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
INSERT INTO "ledger" VALUES('3240834','https://hh.rednet.cn/content/2019/08/28/3240834.html?from=channel',0,'hh','saved',NULL,0,'2026-12-01T02:05:48Z',NULL,'溆浦:压实便民服务 服务群众零距离','2019-08-28 20:50','2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','"15241f9660823c3f1f4af586b708fcb0f25496dd83bfb041d3cc6ed6ed4cdf36"','Wed, 28 Aug 2019 12:50:20 GMT');
INSERT INTO "ledger" VALUES('12773739','https://hh.rednet.cn/m/content/646741/54/12773739.html',0,'hh','saved',NULL,0,'2026-12-01T02:05:48Z',NULL,'怀化：久久为功推进民生工程 党建引领深化乡村振兴——来自鹤城迎丰社区的一线报告','2023-07-10 16:03:34','2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','"d271a3d6f84594e9bda9d9055b2533d2b42176674b9f44931cdfaa8eb0762f62"','Mon, 10 Jul 2023 08:03:34 GMT');
INSERT INTO "ledger" VALUES('14577929','https://hh.rednet.cn/content/646946/61/14577929.html',0,'hh','saved',NULL,0,'2026-12-01T02:05:48Z',NULL,'图解丨会同营商环境十问十答','2025-02-27 17:15','2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','"ad2519536fd2a503f97b2cd563d00ac17988346ac0338abe87ee7b4dad346516"','Thu, 27 Feb 2025 09:15:00 GMT');
CREATE TABLE marks (session VARCHAR NOT NULL PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE revisions (
            key VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            content_hash VARCHAR NOT NULL,
            fetched_at VARCHAR NOT NULL,
            record TEXT NOT NULL, raw TEXT, version VARCHAR, run INTEGER,
            PRIMARY KEY (key, revision)
        );
INSERT INTO "revisions" VALUES('14577929',1,'3821765c783273d441c6441e0a8183209624f4b42e84119666cf0f6190dd4b26','2026-11-30T20:05:48Z','{"content_id":"14577929","url":"https://hh.rednet.cn/content/646946/61/14577929.html","station":"hh","channels":["法治","公示公告","社会","精彩视频"],"title":"图解丨会同营商环境十问十答","byline":[{"name":"滕勇","role":null},{"name":"粟志强","role":null}],"editor":[],"source":"红网怀化站","published_at":"2025-02-27T17:15:00+08:00","dateline":null,"sections":[],"text":null,"images":[],"videos":[{"url":"http://1400085894.vod2.myqcloud.com/fc7f79bd42cdc452vodgzp/9558748740962310532/v.f30.mp4","cover":null}],"tables":[],"original":false,"original_by":null,"breadcrumb":["首页","法治"],"keywords":[],"description":"截至目前，已建立台账543条，整改540条，“多方联动”的格局基本形成。","template":"video","provenance":{"content_id":"url","url":"url","title":"headline","byline":"title-line","source":"title-line","published_at":"title-line","videos":"body","breadcrumb":"breadcrumb","description":"meta","encoding":"utf-8, declared"},"content_hash":"3821765c783273d441c6441e0a8183209624f4b42e84119666cf0f6190dd4b26","revision":1,"first_seen_at":"2026-11-30T20:05:48Z","fetched_at":"2026-11-30T20:05:48Z"}','{"title":[["图解丨会同营商环境十问十答","headline"],["图解丨会同营商环境十问十答_怀化站_红网","title-tag"]],"byline":[["滕 勇、粟志强","title-line"],["黄先辉","meta"]],"source":[["红网怀化站","title-line"],["红网","meta"]],"published_at":[["2025-02-27 17:15","title-line"],["2025-02-27 17:15:00","meta"]],"breadcrumb":[["首页","breadcrumb"],["法治","breadcrumb"]],"description":[["截至目前，已建立台账543条，整改540条，“多方联动”的格局基本形成。","meta"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('12773739',1,'09a61bf104804799a80767ca5e07fd6f1bc353a22af1952cd4e0c89d4b26f434','2026-11-30T20:05:48Z','{"content_id":"12773739","url":"https://hh.rednet.cn/content/646741/54/12773739.html","station":"hh","channels":["县市区","要闻"],"title":"怀化：久久为功推进民生工程 党建引领深化乡村振兴——来自鹤城迎丰社区的一线报告","byline":[{"name":"陈建军","role":"记者"},{"name":"刘涛","role":"记者"},{"name":"唐晓燕","role":"记者"}],"editor":["黄镕"],"source":"怀化日报","published_at":"2023-07-10T16:03:34+08:00","dateline":{"outlet":"怀化日报","place":"怀化","month":7,"day":10},"sections":[{"heading":null,"paragraphs":["怀化日报怀化7月10日讯(记者 陈建军 刘 涛 唐晓燕)当天上午9:30，专题培训班在龙溪村启动，采取“线上+线下”的方式进行（详见方案）。截至目前，已建立台账768条，整改137条，“多方联动”的格局基本形成。截至目前，已建立台账757条，整改586条，“一线担当”的格局基本形成。据悉，新晃有47家企业参与乡村振兴，带动梨园路社区等51个村（社区）增收。党建引领，把好事办到心坎上。","“以前办事要跑好几趟，现在家门口就能办，真方便！”梨园路社区居民徐慧说。据悉，会同有285家企业参与人居环境，带动幸福湾社区等872个村（社区）增收。据悉，洪江有291家企业参与文旅品牌，带动龙溪村等409个村（社区）增收。据悉，靖州有911家企业参与民生工程，带动龙溪村等755个村（社区）增收。数字赋能，让群众少跑腿。","据悉，沅陵有429家企业参与法治宣传，带动龙溪村等751个村（社区）增收。近日，中方教育局组织返乡大学生走进幸福湾社区，开展法治宣传应急演练，117余人参加。","当天上午9:30，应急演练在迎丰社区启动，采取“线上+线下”的方式进行（详见方案）。数字赋能，把好事办到心坎上。"]}],"text":"怀化日报怀化7月10日讯(记者 陈建军 刘 涛 唐晓燕)当天上午9:30，专题培训班在龙溪村启动，采取“线上+线下”的方式进行（详见方案）。截至目前，已建立台账768条，整改137条，“多方联动”的格局基本形成。截至目前，已建立台账757条，整改586条，“一线担当”的格局基本形成。据悉，新晃有47家企业参与乡村振兴，带动梨园路社区等51个村（社区）增收。党建引领，把好事办到心坎上。\n“以前办事要跑好几趟，现在家门口就能办，真方便！”梨园路社区居民徐慧说。据悉，会同有285家企业参与人居环境，带动幸福湾社区等872个村（社区）增收。据悉，洪江有291家企业参与文旅品牌，带动龙溪村等409个村（社区）增收。据悉，靖州有911家企业参与民生工程，带动龙溪村等755个村（社区）增收。数字赋能，让群众少跑腿。\n据悉，沅陵有429家企业参与法治宣传，带动龙溪村等751个村（社区）增收。近日，中方教育局组织返乡大学生走进幸福湾社区，开展法治宣传应急演练，117余人参加。\n当天上午9:30，应急演练在迎丰社区启动，采取“线上+线下”的方式进行（详见方案）。数字赋能，把好事办到心坎上。","images":[{"url":"https://img.rednet.cn/2023/07-10/9b26e016-5318-4580-99a2-de3733f28451.jpg","caption":null},{"url":"https://img.rednet.cn/2023/07-10/b243584b-3795-4ffb-a220-c1f0ad8aacff.jpg","caption":"图为招聘会现场"},{"url":"https://img.rednet.cn/2023/07-10/3ada4ad7-d2b8-414e-8738-b63a15fa7db2.jpg","caption":"图为应急演练现场"},{"url":"https://img.rednet.cn/2023/07-10/94d8e889-cc21-4cfe-b8aa-85e8536b6188.jpg","caption":null}],"videos":[],"tables":[],"original":false,"original_by":null,"breadcrumb":["首页","县市区"],"keywords":["法治宣传","民生工程","乡村振兴"],"description":"据悉，辰溪有287家企业参与民生工程，带动团结村等859个村（社区）增收。","template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","editor":"end-matter","source":"end-matter","published_at":"title-line","dateline":"body","sections":"body","text":"body","images":"body","breadcrumb":"breadcrumb","keywords":"meta","description":"meta","encoding":"utf-8, declared"},"content_hash":"09a61bf104804799a80767ca5e07fd6f1bc353a22af1952cd4e0c89d4b26f434","revision":1,"first_seen_at":"2026-11-30T20:05:48Z","fetched_at":"2026-11-30T20:05:48Z"}','{"url":[["https://hh.rednet.cn/content/646741/54/12773739.html","end-matter"]],"title":[["怀化：久久为功推进民生工程 党建引领深化乡村振兴——来自鹤城迎丰社区的一线报告","headline"],["怀化：久久为功推进民生工程 党建引领深化乡村振兴——来自鹤城迎丰社区的一线报告_怀化站_红网","title-tag"]],"byline":[["怀化日报怀化7月10日讯(记者 陈建军 刘 涛 唐晓燕)","dateline"],["陈建军 刘 涛 唐晓燕","title-line"],["陈建军 刘涛 唐晓燕","meta"]],"editor":[["黄镕","end-matter"]],"source":[["怀化日报","title-line"],["怀化日报","end-matter"],["怀化日报","meta"]],"published_at":[["2023-07-10 16:03:34","title-line"]],"dateline":[["怀化日报怀化7月10日讯(记者 陈建军 刘 涛 唐晓燕)","dateline"]],"breadcrumb":[["首页","breadcrumb"],["县市区","breadcrumb"]],"keywords":[["法治宣传，民生工程，乡村振兴","meta"]],"description":[["据悉，辰溪有287家企业参与民生工程，带动团结村等859个村（社区）增收。","meta"]]}','0.1.0',1);
INSERT INTO "revisions" VALUES('3240834',1,'88a8085448d0c4a7d287e8f578468fb911d966b34590885721ed5bfb230687cb','2026-11-30T20:05:48Z','{"content_id":"3240834","url":"https://hh.rednet.cn/content/2019/08/28/3240834.html","station":"hh","channels":["重要新闻","要闻","民生"],"title":"溆浦:压实便民服务 服务群众零距离","byline":[{"name":"欧阳思琪","role":"记者"},{"name":"尹先辉","role":"通讯员"}],"editor":["王建军"],"source":"红网怀化站","published_at":"2019-08-28T20:50:20+08:00","dateline":{"outlet":"红网时刻","place":"怀化","month":8,"day":28},"sections":[{"heading":null,"paragraphs":["红网时刻怀化8月28日讯 (记者 欧阳思琪 通讯员 尹先辉) 近日,鹤城卫健局组织志愿者走进梨园路社区,开展便民服务龙舟赛,164余人参加。截至目前,已建立台账688条,整改735条,“多方联动”的格局基本形成。当天上午9:30,专题培训班在黄岩村启动,采取“线上+线下”的方式进行(详见方案)。","据悉,会同有164家企业参与法治宣传,带动迎丰社区等803个村(社区)增收。在团结村的茶油基地,村民刘志强正忙着采收;产品远销广东、浙江等地。一线担当,让群众少跑腿。精准发力,让群众少跑腿。","据悉,辰溪有775家企业参与文旅品牌,带动龙溪村等484个村(社区)增收。当天上午9:30,龙舟赛在梨园路社区启动,采取“线上+线下”的方式进行(详见方案)。"]},{"heading":"服务群众零距离","paragraphs":["在龙溪村的侗锦基地,村民罗静正忙着采收;产品远销广东、浙江等地。截至目前,已建立台账604条,整改586条,“久久为功”的格局基本形成。近日,麻阳民政局组织医务人员走进黄岩村,开展便民服务应急演练,382余人参加。多方联动,让群众少跑腿。近日,沅陵民政局组织医务人员走进梨园路社区,开展文旅品牌龙舟赛,772余人参加。"]},{"heading":"把好事办到心坎上","paragraphs":["截至目前,已建立台账553条,整改281条,“党建引领”的格局基本形成。"]}],"text":"红网时刻怀化8月28日讯 (记者 欧阳思琪 通讯员 尹先辉) 近日,鹤城卫健局组织志愿者走进梨园路社区,开展便民服务龙舟赛,164余人参加。截至目前,已建立台账688条,整改735条,“多方联动”的格局基本形成。当天上午9:30,专题培训班在黄岩村启动,采取“线上+线下”的方式进行(详见方案)。\n据悉,会同有164家企业参与法治宣传,带动迎丰社区等803个村(社区)增收。在团结村的茶油基地,村民刘志强正忙着采收;产品远销广东、浙江等地。一线担当,让群众少跑腿。精准发力,让群众少跑腿。\n据悉,辰溪有775家企业参与文旅品牌,带动龙溪村等484个村(社区)增收。当天上午9:30,龙舟赛在梨园路社区启动,采取“线上+线下”的方式进行(详见方案)。\n在龙溪村的侗锦基地,村民罗静正忙着采收;产品远销广东、浙江等地。截至目前,已建立台账604条,整改586条,“久久为功”的格局基本形成。近日,麻阳民政局组织医务人员走进黄岩村,开展便民服务应急演练,382余人参加。多方联动,让群众少跑腿。近日,沅陵民政局组织医务人员走进梨园路社区,开展文旅品牌龙舟赛,772余人参加。\n截至目前,已建立台账553条,整改281条,“党建引领”的格局基本形成。","images":[],"videos":[{"url":"http://1400085894.vod2.myqcloud.com/5463b81d2c599fffvodgzp/2673222470179105391/v.f30.mp4","cover":"https://img.rednet.cn/2019/08-28/aa82fa96-4455-4310-a1b8-d48b6f2c74f5.jpg"}],"tables":[],"original":true,"original_by":"怀化站","breadcrumb":[],"keywords":["文旅品牌","营商环境","民生工程"],"description":"数字赋能,把好事办到心坎上。","template":"standard","provenance":{"content_id":"url","url":"url","title":"headline","byline":"dateline","editor":"end-matter","source":"end-matter","published_at":"title-line","dateline":"body","sections":"body","text":"body","videos":"body","original":"end-matter","keywords":"meta","description":"meta","encoding":"utf-8, declared"},"content_hash":"88a8085448d0c4a7d287e8f578468fb911d966b34590885721ed5bfb230687cb","revision":1,"first_seen_at":"2026-11-30T20:05:48Z","fetched_at":"2026-11-30T20:05:48Z"}','{"url":[["https://hh.rednet.cn/content/2019/08/28/3240834.html","end-matter"]],"title":[["溆浦:压实便民服务 服务群众零距离","headline"],["溆浦:压实便民服务 服务群众零距离_怀化站_红网","title-tag"]],"byline":[["红网时刻怀化8月28日讯 (记者 欧阳思琪 通讯员 尹先辉)","dateline"]],"editor":[["王建军","end-matter"]],"source":[["红网怀化站","title-line"],["红网怀化站","end-matter"]],"published_at":[["2019-08-28 20:50:20","title-line"],["2019-08-28 20:50:20","meta"]],"dateline":[["红网时刻怀化8月28日讯 (记者 欧阳思琪 通讯员 尹先辉)","dateline"]],"original":[["本文为怀化站原创文章,转载请附上原文出处链接和本声明。","end-matter"]],"keywords":[["文旅品牌，营商环境，民生工程","meta"]],"description":[["数字赋能,把好事办到心坎上。","meta"]]}','0.1.0',1);
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
INSERT INTO "runs" VALUES(1,'huaihua','{"station": "hh"}','0.1.0','vm/14844/77786','2026-11-30T20:05:47Z','2026-11-30T20:05:48Z','2026-11-30T20:05:48Z',0,'{"saved": 4, "pending": 0, "skipped": 0, "gone": 0, "failed": 0}','{
  "run": 1,
  "spider": "huaihua",
  "arguments": {
    "station": "hh"
  },
  "station": "hh",
  "versions": {
    "rednet-crawler": "0.1.0",
    "scrapy": "2.19.0",
    "python": "3.11.7"
  },
  "started_at": "2026-11-30T20:05:48Z",
  "ended_at": "2026-11-30T20:05:48Z",
  "seconds": 0.4,
  "exit_code": 0,
  "finish_reason": "finished",
  "refusal": null,
  "ledger": {
    "saved": 4,
    "pending": 0,
    "skipped": 0,
    "gone": 0,
    "failed": 0
  },
  "articles": {
    "new": 4,
    "changed": 0,
    "unchanged": 0,
    "not_modified": 0
  },
  "requests": 34,
  "bytes": 51017,
  "statuses": {
    "200": 31,
    "404": 4
  },
  "templates": {
    "standard": 3,
    "video": 1
  },
  "fields": {
    "standard": {
      "pages": 3,
      "fields": {
        "title": {
          "filled": 3,
          "length": 85,
          "lengths": {
            "5": 2,
            "6": 1
          },
          "places": {
            "headline": 3,
            "title-tag": 3
          }
        },
        "byline": {
          "filled": 3,
          "length": 10,
          "lengths": {
            "2": 2,
            "3": 1
          },
          "places": {
            "dateline": 3,
            "end-matter": 2,
            "meta": 1,
            "title-line": 2
          }
        },
        "editor": {
          "filled": 3,
          "length": 3,
          "lengths": {
            "1": 3
          },
          "places": {
            "end-matter": 3
          }
        },
        "source": {
          "filled": 3,
          "length": 14,
          "lengths": {
            "3": 3
          },
          "places": {
            "end-matter": 3,
            "meta": 1,
            "title-line": 2
          }
        },
        "published_at": {
          "filled": 3,
          "length": 60,
          "lengths": {
            "4": 1,
            "5": 2
          },
          "places": {
            "dateline+url": 1,
            "meta": 1,
            "title-line": 2
          }
        },
        "dateline": {
          "filled": 3,
          "length": 3,
          "lengths": {
            "1": 3
          },
          "places": {
            "body": 3
          }
        },
        "sections": {
          "filled": 3,
          "length": 8,
          "lengths": {
            "1": 1,
            "2": 1,
            "3": 1
          },
          "places": {
            "body": 3
          }
        },
        "text": {
          "filled": 3,
          "length": 3974,
          "lengths": {
            "9": 1,
            "10": 1,
            "12": 1
          },
          "places": {
            "body": 3
          }
        },
        "images": {
          "filled": 1,
          "length": 4,
          "lengths": {
            "3": 1
          },
          "places": {
            "body": 1
          }
        },
        "videos": {
          "filled": 1,
          "length": 1,
          "lengths": {
            "1": 1
          },
          "places": {
            "body": 1
          }
        },
        "tables": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "original": {
          "filled": 2,
          "length": 2,
          "lengths": {
            "1": 2
          },
          "places": {
            "end-matter": 2
          }
        },
        "original_by": {
          "filled": 2,
          "length": 6,
          "lengths": {
            "2": 2
          },
          "places": {}
        },
        "breadcrumb": {
          "filled": 1,
          "length": 2,
          "lengths": {
            "2": 1
          },
          "places": {
            "breadcrumb": 1
          }
        },
        "keywords": {
          "filled": 2,
          "length": 6,
          "lengths": {
            "2": 2
          },
          "places": {
            "meta": 2
          }
        },
        "description": {
          "filled": 2,
          "length": 51,
          "lengths": {
            "4": 1,
            "6": 1
          },
          "places": {
            "meta": 2
          }
        },
        "headings": {
          "filled": 2,
          "length": 5,
          "lengths": {
            "2": 2
          },
          "places": {}
        },
        "content": {
          "filled": 3,
          "length": 3,
          "lengths": {
            "1": 3
          },
          "places": {}
        },
        "captions": {
          "filled": 1,
          "length": 2,
          "lengths": {
            "2": 1
          },
          "places": {}
        }
      },
      "marks": {
        "author": 1,
        "box_left f_left": 3,
        "breadcrumb": 3,
        "btn": 2,
        "description": 2,
        "detail_article_content f_left": 2,
        "detail_article_content f_left m_t_# p_t_#": 1,
        "detail_title": 3,
        "edui-faked-video": 1,
        "f# m_t_# m_b_# h#": 3,
        "keywords": 2,
        "m_b_#": 3,
        "menu": 3,
        "p_l_#": 2,
        "publishdate": 1,
        "readnex_detail": 3,
        "readnext": 3,
        "source": 1,
        "作者：": 2,
        "当前位置：": 3,
        "怀化：": 1,
        "本文链接：": 1,
        "来源：": 2,
        "责编：": 1
      }
    },
    "video": {
      "pages": 1,
      "fields": {
        "title": {
          "filled": 1,
          "length": 13,
          "lengths": {
            "4": 1
          },
          "places": {
            "headline": 1,
            "title-tag": 1
          }
        },
        "byline": {
          "filled": 1,
          "length": 2,
          "lengths": {
            "2": 1
          },
          "places": {
            "meta": 1,
            "title-line": 1
          }
        },
        "editor": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "source": {
          "filled": 1,
          "length": 5,
          "lengths": {
            "3": 1
          },
          "places": {
            "meta": 1,
            "title-line": 1
          }
        },
        "published_at": {
          "filled": 1,
          "length": 25,
          "lengths": {
            "5": 1
          },
          "places": {
            "meta": 1,
            "title-line": 1
          }
        },
        "dateline": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "sections": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "text": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "images": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "videos": {
          "filled": 1,
          "length": 1,
          "lengths": {
            "1": 1
          },
          "places": {
            "body": 1
          }
        },
        "tables": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "original": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "original_by": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "breadcrumb": {
          "filled": 1,
          "length": 2,
          "lengths": {
            "2": 1
          },
          "places": {
            "breadcrumb": 1
          }
        },
        "keywords": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {
            "meta": 1
          }
        },
        "description": {
          "filled": 1,
          "length": 36,
          "lengths": {
            "6": 1
          },
          "places": {
            "meta": 1
          }
        },
        "headings": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        },
        "content": {
          "filled": 1,
          "length": 1,
          "lengths": {
            "1": 1
          },
          "places": {}
        },
        "captions": {
          "filled": 0,
          "length": 0,
          "lengths": {},
          "places": {}
        }
      },
      "marks": {
        "author": 1,
        "breadcrumb": 1,
        "btn": 1,
        "content_info clear": 1,
        "cut_title": 1,
        "description": 1,
        "detail_article_content": 1,
        "keywords": 1,
        "menu": 1,
        "publishdate": 1,
        "readnex_detail": 1,
        "readnext": 1,
        "source": 1,
        "video_left f_left": 1,
        "作者：": 1,
        "当前位置：": 1,
        "怀化：": 1,
        "来源：": 1
      }
    }
  },
  "listings": {
    "9203": {
      "name": "重要新闻",
      "url": "https://hh.rednet.cn/channel/9203.html",
      "entries": 1
    },
    "9210": {
      "name": "县市区",
      "url": "https://hh.rednet.cn/channel/9210.html",
      "entries": 1
    },
    "9231": {
      "name": "政务",
      "url": "https://hh.rednet.cn/channel/9231.html",
      "entries": 0
    },
    "9217": {
      "name": "法治",
      "url": "https://hh.rednet.cn/channel/9217.html",
      "entries": 1
    },
    "9224": {
      "name": "要闻",
      "url": "https://hh.rednet.cn/channel/9224.html",
      "entries": 2
    },
    "9245": {
      "name": "文化",
      "url": "https://hh.rednet.cn/channel/9245.html",
      "entries": 0
    },
    "9238": {
      "name": "热点",
      "url": "https://hh.rednet.cn/channel/9238.html",
      "entries": 0
    },
    "9259": {
      "name": "旅游",
      "url": "https://hh.rednet.cn/channel/9259.html",
      "entries": 0
    },
    "9266": {
      "name": "经济",
      "url": "https://hh.rednet.cn/channel/9266.html",
      "entries": 0
    },
    "9252": {
      "name": "教育",
      "url": "https://hh.rednet.cn/channel/9252.html",
      "entries": 0
    },
    "9280": {
      "name": "健康",
      "url": "https://hh.rednet.cn/channel/9280.html",
      "entries": 0
    },
    "9273": {
      "name": "消费",
      "url": "https://hh.rednet.cn/channel/9273.html",
      "entries": 1
    },
    "9294": {
      "name": "社会",
      "url": "https://hh.rednet.cn/channel/9294.html",
      "entries": 2
    },
    "9287": {
      "name": "公示公告",
      "url": "https://hh.rednet.cn/channel/9287.html",
      "entries": 1
    },
    "9301": {
      "name": "印象怀化",
      "url": "https://hh.rednet.cn/channel/9301.html",
      "entries": 0
    },
    "9322": {
      "name": "民生",
      "url": "https://hh.rednet.cn/channel/9322.html",
      "entries": 1
    },
    "9329": {
      "name": "精彩视频",
      "url": "https://hh.rednet.cn/channel/9329.html",
      "entries": 1
    },
    "9308": {
      "name": "书记活动专辑",
      "url": "https://hh.rednet.cn/channel/9308.html",
      "entries": 0
    },
    "9315": {
      "name": "市长活动专辑",
      "url": "https://hh.rednet.cn/channel/9315.html",
      "entries": 0
    }
  },
  "tried": 4,
  "failed": 0,
  "without_article": 0,
  "alarms": [],
  "problems": [],
  "missing": [],
  "missing_count": 0,
  "stats": {
    "downloader/request_bytes": 8034,
    "downloader/request_count": 34,
    "downloader/request_method_count/GET": 34,
    "downloader/response_bytes": 51017,
    "downloader/response_count": 35,
    "downloader/response_status_count/200": 31,
    "downloader/response_status_count/404": 4,
    "elapsed_time_seconds": 0.3652269729999489,
    "finish_reason": "finished",
    "finish_time": "2026-11-30T20:05:48Z",
    "item_scraped_count": 4,
    "items_per_minute": null,
    "memusage/max": 102559744,
    "memusage/startup": 102559744,
    "rednet/articles/new": 4,
    "rednet/ledger/failed": 0,
    "rednet/ledger/gone": 0,
    "rednet/ledger/pending": 0,
    "rednet/ledger/saved": 4,
    "rednet/ledger/skipped": 0,
    "rednet/problems": 0,
    "rednet/robots/200": 1,
    "rednet/site_clock_ahead": 0,
    "rednet/template/standard": 3,
    "rednet/template/video": 1,
    "response_received_count": 35,
    "responses_per_minute": null,
    "scheduler/dequeued": 34,
    "scheduler/dequeued/memory": 34,
    "scheduler/enqueued": 34,
    "scheduler/enqueued/memory": 34,
    "start_time": "2026-11-30T20:05:48Z"
  },
  "latency": {
    "answers": 34,
    "median": 0.022,
    "p95": 0.061,
    "slowest": 0.061
  }
}
',NULL,'hh');
CREATE TABLE searches (station VARCHAR NOT NULL PRIMARY KEY, searched_at VARCHAR NOT NULL);
INSERT INTO "searches" VALUES('hh','2026-11-30T20:05:48Z');
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
INSERT INTO "sightings" VALUES('hh','9203','https://hh.rednet.cn/content/2019/08/28/3240834.html?from=channel','3240834','重要新闻',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2019-08-28','2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9210','https://hh.rednet.cn/m/content/646741/54/12773739.html','12773739','县市区',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2023-07-10','2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9217','https://hh.rednet.cn/content/646946/61/14577929.html','14577929','法治',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2025-02-27','2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9224','http://hh.rednet.cn/content/646741/54/12773739.html','12773739','要闻',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2023-07-10','2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9224','https://hh.rednet.cn/content/2019/08/28/3240834.html','3240834','要闻',2,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2019-08-28','2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9294','https://hh.rednet.cn/content/646946/61/14577929.html','14577929','社会',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','',NULL,'2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9287','https://hh.rednet.cn/content/646946/61/14577929.html','14577929','公示公告',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','',NULL,'2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9322','https://hh.rednet.cn/content/2019/08/28/3240834.html?from=channel','3240834','民生',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2019-08-28','2026-11-30T20:05:48Z',NULL,NULL);
INSERT INTO "sightings" VALUES('hh','9329','https://hh.rednet.cn/content/646946/61/14577929.html','14577929','精彩视频',1,'2026-11-30T20:05:48Z','2026-11-30T20:05:48Z','','2025-02-27','2026-11-30T20:05:48Z',NULL,NULL);
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
INSERT INTO "walks" VALUES('hh','9203','重要新闻',1,2,'','"d6dccef91238737eb1bf895d8c9127ecf76e88d4c362e4900192b712992c3db1"','Wed, 28 Aug 2019 12:50:20 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9210','县市区',1,1,'','"7830383ef30eb134eef9629361228878463642f2d0bca18fca1414e60ec7b70b"','Mon, 10 Jul 2023 08:03:34 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9217','法治',1,2,'','"276c0f63e5b2084732fa7bbee7217c0cd70a5654eff3577bb191ad73d5fbd802"','Thu, 27 Feb 2025 09:15:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9224','要闻',1,1,'','"8ced7b13835d5ad4ba2d48aeda141ca7218de703d326aac1d8bedb98ebe6a0d7"','Mon, 10 Jul 2023 08:03:34 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9231','政务',1,1,'','"192dd162ddaeddeb0ac329a6ec6c881395c10fff51e9cf5f56c8db97e61354a9"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9238','热点',1,1,'','"6b79ce76f2e4bc0d27df01f048069df5323868b764dd91f0a955f60893d10b8f"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9245','文化',1,1,'','"f94f81c370ec20dcb63c00283df2a0c767c3372aed9fd19a6ae966c2e1f9dd34"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9252','教育',1,1,'','"6f9e804f68a588599ccaa8908e871c01caf918a9770cf4ab1f604aebf8a97973"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9259','旅游',1,1,'','"fe9297ccbd546080b2bd03a71d16fc47a10b6bdc58f88260fc0a85eb190824a0"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9266','经济',1,1,'','"6bd6501bcc73a70e993451f350c8666e0126282066edfe2bb48c226295b7b03d"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9273','消费',1,2,'','"c0d1c22ae443f25ac0247f03443c38ef7b5d632d7cabae9de7affa652d37a698"','Thu, 01 Dec 2022 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9280','健康',1,1,'','"243851df10a9adc912d73f2d090cfc6108d2bb2a72df434dddc7de45cb5896ab"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9287','公示公告',1,2,'','"a5882c28c741174dc0041c9d2068c2ecd3e61186d6bc42a90793d10e6e6c6987"','Thu, 27 Feb 2025 09:15:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9294','社会',1,1,'','"364efeafc3fb7cce5237c4f26554715d965c08d22bbaf882dca0a4125fd680a3"','Thu, 27 Feb 2025 09:15:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9301','印象怀化',1,1,'','"d382e39970eb5bd5dd211fdce18b51bfd73ba92472b7103dce627ccbcc9f23c1"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9322','民生',1,1,'','"e53292c9435fe6cae25c2a6e3e5bcbee036c1c44bfad0afa8157190b26c2213c"','Wed, 28 Aug 2019 12:50:20 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9329','精彩视频',1,2,'','"c0442b1c4355b1aad3e200b169fcdfcb008acdc3c7f669a5af359b03ea0ab21a"','Thu, 27 Feb 2025 09:15:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9308','书记活动专辑',1,1,'','"13a527733e9fc6aee9b29dcf8ea92729727bf25ad0c5dd0d2b081e32f0195fa1"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
INSERT INTO "walks" VALUES('hh','9315','市长活动专辑',1,1,'','"dd102b03bc8e33920981cf67df26e8f7dd1f79ef7d9120751f799724c28609ef"','Wed, 19 Aug 2026 16:00:00 GMT','2026-11-30T20:05:48Z');
CREATE INDEX ledger_state ON ledger (station, state);
CREATE INDEX revisions_run ON revisions (run);
CREATE INDEX sightings_key ON sightings (key);
CREATE INDEX sightings_day ON sightings (station, channel_id, day);
COMMIT;
