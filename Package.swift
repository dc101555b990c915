// swift-tools-version:6.2
import PackageDescription

/// Every target is built the same way: Swift 6, unsafe code marked, warnings refused.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Arrows between targets point down only; see docs/architecture.md.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + dependencies,
        swiftSettings: settings
    )
}

let package = Package(
    name: "partner-vault",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "partner-vault", targets: ["partner-vault"]),
        .executable(name: "entra-double", targets: ["entra-double"]),
        // No part of a release: tests load it before the C library, to break the calls that change files.
        .library(name: "CrashShim", type: .dynamic, targets: ["CrashShim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]
        ),
        .target(name: "CPlatform", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "Migrations",
            path: "Migrations",
            resources: [.embedInCode("V001_vault.sql")],
            swiftSettings: settings
        ),
        layer("VaultModel"),
        layer("VaultCrypto", ["CSodium", "CPlatform"]),
        layer("VaultPolicy", ["VaultModel"]),
        layer(
            "VaultStore",
            [
                "VaultModel", "VaultCrypto", "Migrations", "CPlatform", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        layer(
            "EntraClient",
            [
                "VaultModel", "VaultCrypto",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]
        ),
        layer("VaultCore", ["VaultModel", "VaultCrypto", "VaultPolicy", "VaultStore", "EntraClient"]),
        .executableTarget(
            name: "partner-vault",
            dependencies: [
                "CPlatform", "VaultModel", "VaultCrypto", "VaultCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Sources/PartnerVault",
            resources: [
                .embedInCode("Reports/Page/report.css"), .embedInCode("Reports/Page/report.js"),
            ],
            swiftSettings: settings
        ),
        layer(
            "EntraDouble",
            [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]
        ),
        .executableTarget(
            name: "entra-double",
            dependencies: [
                "EntraDouble",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Sources/EntraDoubleCommand",
            swiftSettings: settings
        ),
        tests(of: "VaultModel", []),
        tests(of: "VaultCrypto", ["CSodium", "TestThreads"]),
        tests(of: "VaultPolicy", ["VaultModel"]),
        tests(
            of: "VaultStore",
            ["VaultModel", "VaultCrypto", "CSodium", "TestThreads", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(
            of: "EntraDouble",
            [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        tests(
            of: "EntraClient",
            [
                "VaultModel", "VaultCrypto",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),
        tests(
            of: "VaultCore",
            [
                "VaultModel", "VaultCrypto", "VaultPolicy", "VaultStore", "EntraClient", "EntraDouble", "TestThreads",
            ]),
        .target(name: "TestThreads", path: "Tests/TestThreads", swiftSettings: settings),
        .target(name: "ProgramHarness", path: "Tests/ProgramHarness", swiftSettings: settings),
        .target(name: "CrashShim", path: "Tests/CrashShim"),
        .executableTarget(name: "memory-probe", path: "Tests/MemoryProbe"),
        .testTarget(
            name: "PartnerVaultTests",
            dependencies: [
                "partner-vault", "ProgramHarness", "TestThreads", "VaultCore", "VaultCrypto", "VaultModel",
                "EntraDouble",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
    ]
)
