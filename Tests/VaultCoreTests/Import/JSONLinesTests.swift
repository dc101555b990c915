import FoundationEssentials
import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite struct JSONLinesTests {
    private func line(_ more: String = "") -> String {
        #"{"name":"contoso","directoryId":"\#(directory)","clientId":"\#(client)","secret":"Xy1~\u00e9""# + more + "}"
    }

    @Test func readsEveryField() throws {
        let full = line(
            """
            ,"keyId":"\(client)","expires":"2027-03-01T09:00:00.1234567Z","cloud":"china","endpoint":"v1",\
            "authority":"https://login.contoso.example","graph":"http://127.0.0.1:8080","resource":"graph",\
            "tags":["EU","customer","eu"],"via":"partner","owner":"Ada","notes":"two\\nlines","app":null
            """
        )
        let imported = try importing(full) { row in
            let fields: [String] = [
                row.name.description, row.directory.description, row.client?.description ?? "", text(row),
                row.keyID?.description ?? "", row.expires.map(InstantText.format) ?? "", row.cloud?.rawValue ?? "",
                row.authority?.description ?? "", row.graph?.description ?? "", row.endpoint?.rawValue ?? "",
                row.resource?.description ?? "", row.tags.map(\.description).joined(separator: "+"),
                row.via?.description ?? "", row.owner ?? "", row.notes ?? "", row.app?.description ?? "no app",
            ]
            return fields.joined(separator: " ")
        }
        #expect(imported.refusals.isEmpty)
        #expect(
            imported.rows == [
                """
                contoso \(directory) \(client) Xy1~é \(client) 2027-03-01T09:00:00Z china https://login.contoso.example \
                http://127.0.0.1:8080 v1 graph eu+customer partner Ada two\nlines no app
                """
            ]
        )
    }

    @Test func goesOnAfterARefusal() throws {
        let content = [
            line(), "", "{", line(#","x":1"#), "[1]",
            #"{"name":"customer","directoryId":"contoso.example","app":"contoso"}"#,
            "  ", line(),
        ].joined(separator: "\r\n")
        let imported = try importing("\u{FEFF}" + content)
        #expect(imported.rows == ["1:contoso=Xy1~é", "6:customer=-", "8:contoso=Xy1~é"])
        #expect(
            imported.refusals == [
                ImportRefusal(line: 3, .json(.incomplete)), ImportRefusal(line: 4, .unknown(name: "x")),
                ImportRefusal(line: 5, .notAnObject),
            ]
        )
    }

    @Test(
        arguments: [
            (#"{}"#, .missing(.name)), (#"{"name":"n"}"#, .missing(.directory)),
            (#"{"name":"n","directoryId":"d.example"}"#, .neitherClientNorApp),
            (#"{"name":"n","directoryId":"d.example","secret":"s"}"#, .missing(.client)),
            (#"{"name":"n","directoryId":"d.example","clientId":"\#(client)"}"#, .missing(.secret)),
            (#"{"name":"n","directoryId":"d.example","clientId":"\#(client)","secret":""}"#, .missing(.secret)),
            (#"{"name":"n","directoryId":"d.example","clientId":"\#(client)","secret":null}"#, .missing(.secret)),
            (#"{"name":"n","directoryId":"d.example","clientId":"\#(client)","secret":1}"#, .json(.secretNotText)),
            (#"{"name":"n","directoryId":"d.example","app":"a","secret":"s"}"#, .notWithApp(.secret)),
            (#"{"name":"n","directoryId":"d.example","app":"a","clientId":"\#(client)"}"#, .notWithApp(.client)),
            (
                #"{"name":"n","directoryId":"d.example","app":"a","authority":"https://x.example"}"#,
                .notWithApp(.authority)
            ),
            (#"{"name":"n","directoryId":"d.example","app":"a","graph":"https://x.example"}"#, .notWithApp(.graph)),
            (#"{"name":"n","directoryId":"d.example","app":"a","via":"v"}"#, .notWithApp(.via)),
            (#"{"name":"-n","directoryId":"d.example","app":"a"}"#, .invalid(.name)),
            (#"{"name":1,"directoryId":"d.example","app":"a"}"#, .invalid(.name)),
            (#"{"name":"n","directoryId":"common","app":"a"}"#, .invalid(.directory)),
            (#"{"name":"n","directoryId":"d.example","app":"a","tags":"x y"}"#, .invalid(.tags)),
            (#"{"name":"n","directoryId":"d.example","app":"a","tags":["x y"]}"#, .invalid(.tags)),
            (#"{"name":"n","directoryId":"d.example","app":"a","tags":[1]}"#, .invalid(.tags)),
            (#"{"name":"n","directoryId":"d.example","app":"a","resource":"Graph"}"#, .invalid(.resource)),
            (#"{"name":"n","directoryId":"d.example","app":"a","notes":"a\u001b[31m"}"#, .invalid(.notes)),
            (#"{"name":"n","name":"m"}"#, .json(.duplicateName)), (#"{"Name":"n"}"#, .unknown(name: "Name")),
            (#"{"sceret":"Xy1~"}"#, .unknown(name: "sceret")), (#"{"Xy1~":"n"}"#, .unknown(name: nil)),
        ] as [(String, ImportRefusal.Reason)]
    )
    func refuses(content: String, reason: ImportRefusal.Reason) throws {
        let imported = try importing(content, as: .jsonl)
        #expect(imported.rows.isEmpty)
        #expect(imported.refusals == [ImportRefusal(line: 1, reason)])
    }

    @Test(
        arguments: [
            ("keyId", "x", .invalid(.keyID)), ("expires", "2027-02-30", .invalid(.expires)),
            ("expires", "never", .invalid(.expires)), ("cloud", "Public", .invalid(.cloud)),
            ("authority", "http://contoso.example", .invalid(.authority)), ("graph", "graph", .invalid(.graph)),
            ("endpoint", "v3", .invalid(.endpoint)), ("via", " x", .invalid(.via)),
            ("owner", #"a\nb"#, .invalid(.owner)),
        ] as [(String, String, ImportRefusal.Reason)]
    )
    func refusesValues(name: String, value: String, reason: ImportRefusal.Reason) throws {
        #expect(try importing(line(#","\#(name)":"\#(value)""#)).reasons == [reason])
    }

    @Test func aLineHasALimit() throws {
        let imported = try importing(line(#","notes":"\#(String(repeating: "x", count: 70_000))""#) + "\n" + line())
        #expect(imported.reasons == [.unread(.tooLong(limit: 65_536))])
        #expect(imported.rows == ["2:contoso=Xy1~é"])
    }

    @Test func noRefusalShowsASecret() throws {
        let secret = "Xy1~topsecret"
        let contents = [
            #"{"secret":"\#(secret)"}"#, #"{"secret":"\#(secret)"#, #"{"name":"n","secret":"\#(secret)\x"}"#,
            #"{"sceret":"\#(secret)"}"#, #"{"\#(secret)":"x"}"#, "{\(secret)}",
            "\(secret),x\n", "name,directoryId,\(secret)\n", "name,directoryId,secret\nn,d.example,\(secret),\n",
            "name,directoryId,secret\nn,d.example,\"\(secret)\n", "name,directoryId,secret\nn,d.example,\(secret)\n",
            #"[{"appId":"x","password":"\#(secret)"}]"#, #"[{"\#(secret)":"x"}]"#,
        ]
        for content in contents {
            let imported = try importing(content)
            #expect(imported.refusals.count == 1)
            for refusal in imported.refusals {
                #expect(!"\(refusal) \(refusal.reason) \(String(reflecting: refusal))".contains(secret))
            }
        }
    }
}
