using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Surety.Cli;
using Surety.Integration.Tests.Records.Tampering;
using Surety.Journal;
using Surety.Storage.Records;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>
/// Whoever changes a fact, an entry, a text or a statement is found, in the database by <c>doctor</c> and in a pack by <c>verify</c>, with the entry that is concerned; a record that was cut off, put back or
/// written anew is found by whoever holds the last receipt. <c>SURETY_MUTATIONS</c> says how many are tried, <c>SEED</c> from which number on, <c>SURETY_T12_LINE</c> names a file for the result.
/// </summary>
public sealed class TamperTests(RecordToTamper record) : IClassFixture<RecordToTamper>
{
    static readonly int Mutations = int.Parse(Environment.GetEnvironmentVariable("SURETY_MUTATIONS") ?? "100", CultureInfo.InvariantCulture);
    static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task What_nobody_touched_is_verified()
    {
        record.Stages.Count.ShouldBeGreaterThanOrEqualTo(20);
        foreach (var stage in record.Stages)
        {
            var doctor = await RecordToTamper.RunAsync(stage.Now, "doctor", "--data", stage.Folder, "--json");
            doctor.Code.ShouldBe(0, doctor.Output + doctor.Messages);
            var verified = await VerifyAsync(Path.Combine(stage.Folder, "pack.surety"));
            verified.Code.ShouldBe(0, verified.Output + verified.Messages);
        }
        (await VerifyAsync(Path.Combine(record.Whole.Folder, "pack.surety"), record.HeldFile)).Code.ShouldBe(0);
    }

    [Fact]
    public void The_second_verifier_verifies_what_nobody_touched()
    {
        OtherVerifier.OrSkip();
        foreach (var stage in record.Stages)
        {
            var (isFound, output) = OtherVerifier.Look(Path.Combine(stage.Folder, "pack.surety"));
            isFound.ShouldBeFalse(output);
            var result = JsonDocument.Parse(output).RootElement;
            result.GetProperty("entries").GetInt32().ShouldBe(stage.Read().Entries.Count);
            result.GetProperty("root").GetString().ShouldBe(MerkleTree.Of(stage.Read().Entries.Select(e => MerkleTree.Leaf(e.Span))).Root.ToString());
            result.GetProperty("checkpoints").GetInt32().ShouldBe(stage.Read().Checkpoints.Count);
        }
        OtherVerifier.Look(Path.Combine(record.Whole.Folder, "pack.surety"), record.HeldFile).IsFound.ShouldBeFalse();
    }

    [Fact]
    public async Task Every_change_is_found_and_located()
    {
        var (clock, tally) = (Stopwatch.StartNew(), new Tally());
        for (var i = 0; i < Mutations; i++)
        {
            var draw = new Draw((Seed * 1_000_003) + (ulong)i);
            if (i % 2 == 0) await DatabaseAsync(DatabaseTampering.Kinds[i / 2 % DatabaseTampering.Kinds.Length], draw, i, tally);
            else await PackAsync(PackTampering.Kinds[i / 2 % PackTampering.Kinds.Length], draw, i, tally);
        }
        tally.Write(Seed, Mutations, clock.Elapsed);
        tally.Violations.ShouldBeEmpty(string.Join("\n\n", tally.Violations));
    }

    async Task DatabaseAsync(string kind, Draw draw, int number, Tally tally)
    {
        var (folder, name) = (Folder(_ => { }), $"{number}, database, {kind}");
        var file = Path.Combine(folder, "surety.db");
        await DatabaseTampering.RunAsync(kind, draw, record, folder);

        var named = Content.NamedBy(record.Whole.Read());
        var (before, after) = (Content.Of(Path.Combine(record.Whole.Folder, "surety.db"), named)!, Content.Of(file, named));
        var differences = after is null ? null : before.Differences(after);
        var doctor = await RecordToTamper.RunAsync(record.Whole.Now, "doctor", "--data", folder, "--checkpoint", record.HeldFile, "--json");

        Judge(name, kind, doctor, differences, tally);
        // Whoever goes on with it is refused in words, and signs nothing on top of it by accident.
        var ingest = await RecordToTamper.RunAsync(record.Whole.Now, "ingest", record.Prompt.Write("more.jsonl", """{"type":"outage","id":"more-1","service":"shop","from":"2026-04-10T10:00:00Z","until":"2026-04-10T10:20:00Z"}"""), "--data", folder);
        if (ingest.Messages.Contains("This is a bug in surety", StringComparison.Ordinal)) tally.Violations.Add($"{name}: ingest says: {ingest.Messages}");
        foreach (var command in new[] { "status", "export" })
        {
            var run = await RecordToTamper.RunAsync(record.Whole.Now, command == "export" ? ["export", "-o", Path.Combine(folder, "p.surety"), "--data", folder] : [command, "--data", folder]);
            if (run.Messages.Contains("This is a bug in surety", StringComparison.Ordinal)) tally.Violations.Add($"{name}: {command} says: {run.Messages}");
        }
        Forget(folder, name, tally);
    }

    /// <summary>What was found wrong is left for whoever looks into it.</summary>
    static void Forget(string folder, string name, Tally tally)
    {
        if (tally.Violations.Exists(v => v.StartsWith(name + ":", StringComparison.Ordinal)))
        {
            var left = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "surety-t12", $"{Seed}-{name.Split(',')[0]}")).FullName;
            foreach (var file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(left, Path.GetFileName(file)), overwrite: true);
        }
        Directory.Delete(folder, recursive: true);
    }

    async Task PackAsync(string kind, Draw draw, int number, Tally tally)
    {
        var (folder, name) = (record.NewFolder(), $"{number}, pack, {kind}");
        var file = Path.Combine(folder, "pack.surety");
        var bytes = PackTampering.Of(kind, draw, record);
        File.WriteAllBytes(file, bytes);

        var (pack, whole) = (Stage.Reads(bytes), record.Whole.Read());
        var differences = pack is null ? null : Content.Of(whole).Differences(Content.Of(pack));
        var verify = await VerifyAsync(file, record.HeldFile);

        Judge(name, kind, verify, differences, tally);
        if (OtherVerifier.IsAvailable) Agree(name, verify, OtherVerifier.Look(file, record.HeldFile), tally);
        Forget(folder, name, tally);
    }

    static Task<Printed> VerifyAsync(string pack, params string[] held) =>
        RecordToTamper.RunAsync(RecordToTamper.At("2026-06-01T00:00:00Z"), ["verify", pack, "--json", .. held.SelectMany(h => new[] { "--checkpoint", h })]);

    /// <summary>Found where anything is different, at the entry that is concerned or at the head; refused in words where it cannot be read at all.</summary>
    static void Judge(string name, string kind, Printed run, IReadOnlyList<(string Name, long Seq, long Last)>? differences, Tally tally)
    {
        tally.Count(kind);
        var isRefused = run.Output.Length == 0 && run.Code != 0;
        if (run.Messages.Contains("This is a bug in surety", StringComparison.Ordinal) || (isRefused && run.Messages.Trim().Length == 0)) tally.Violations.Add($"{name}: an exception escaped: {run.Messages}");
        else if (differences is null)
        {
            tally.Unreadable++;
            if (run.Code == 0) tally.Violations.Add($"{name}: not found, although it cannot be read.");
        }
        else if (differences.Count == 0)
        {
            tally.Harmless++;
            if (run.Code != 0) tally.Suspected++;
        }
        else if (run.Code == 0) tally.Violations.Add($"{name}: not found: {Shown(differences)}");
        else if (!isRefused && !IsLocated(kind, Findings(run), differences)) tally.Violations.Add($"{name}: found, and not located: {Shown(differences)}\n{string.Join('\n', Findings(run))}");
        else tally.Found++;
    }

    static bool IsLocated(string kind, List<(long Entry, string Code, string Message)> findings, IReadOnlyList<(string Name, long Seq, long Last)> differences)
    {
        if (kind.Contains("rolled back", StringComparison.Ordinal) || PackTampering.OfTheHead.Contains(kind) || kind is "space taken out") return findings.Exists(f => f.Code is "held.truncated" or "held.fork" or "held.signature" && (f.Code == "held.truncated" || f.Message.StartsWith("Two heads", StringComparison.Ordinal)));
        // What belongs to no entry is the whole; behind a change of the journal, the entry before may be the one that was changed; facts that were put together belong to several entries.
        return differences.Any(d => d.Seq <= 0 || findings.Exists(f => f.Entry >= (d.Name.StartsWith("entry", StringComparison.Ordinal) ? d.Seq - 1 : d.Seq) && f.Entry <= d.Last));
    }

    static void Agree(string name, Printed verify, (bool IsFound, string Output) other, Tally tally)
    {
        // It works no statement out, puts no facts together, and knows no more of rules than keys and signatures.
        string[] beyond = ["statement.differs", "chunk.changed", "entry.rule", "entry.form", "facts.count", "facts.id-twice", "version.differs"];
        var found = verify.Output.Length == 0 ? [(0, "pack.form", verify.Messages)] : Findings(verify);
        var isInSight = found.Exists(f => !beyond.Contains(f.Code));
        if (isInSight && !other.IsFound) tally.Violations.Add($"{name}: the second verifier did not find\n{string.Join('\n', found)}");
        if (other.IsFound && found.Count == 0) tally.Violations.Add($"{name}: only the second verifier found\n{other.Output}");
        tally.Agreed++;
    }

    static List<(long Entry, string Code, string Message)> Findings(Printed run)
    {
        if (run.Output.Length == 0) return [];
        var root = JsonDocument.Parse(run.Output).RootElement;
        var damage = root.TryGetProperty("damage", out var lines) ? lines.EnumerateArray().Select(l => (0L, "store.damaged", l.GetString()!)) : [];
        var all = root.TryGetProperty("spaces", out var spaces) ? [.. spaces.EnumerateArray()] : new[] { root };
        return [.. damage, .. all.SelectMany(s => s.GetProperty("findings").EnumerateArray()).Select(f => (f.GetProperty("entry").GetInt64(), f.GetProperty("code").GetString()!, f.GetProperty("message").GetString()!))];
    }

    static string Shown(IReadOnlyList<(string Name, long Seq, long Last)> differences) => string.Join(", ", differences.Take(5).Select(d => $"{d.Name} (entry {d.Seq})")) + (differences.Count > 5 ? $" and {differences.Count - 5} more" : "");

    [Theory]
    [InlineData("update statement set seq = seq - 1 where rowid = 1", "statement.row")]
    [InlineData("delete from statement where rowid = 2", "statement.row")]
    [InlineData("delete from batch where seq = (select min(seq) from batch)", "batch.row")]
    [InlineData("update fact_id set content = randomblob(32) where id = 't-1-1-1'", "id.row")]
    [InlineData("delete from fact_id where id = 't-1-1-1'", "id.row")]
    [InlineData("insert into tail select c.space, c.from_seq, t.bytes from chunk c, tail t limit 1", "facts.twice")]
    [InlineData("insert into chunk select space, -9223372036854775808, 9223372036854775807, columns, batches from chunk limit 1", "chunk.added")]
    [InlineData("update chunk set batches = null where rowid = 1", "facts.missing")]
    [InlineData("delete from chunk where rowid = 1", "chunk.missing")]
    [InlineData("update space set peaks = x'0102'", "head.hash")]
    [InlineData("update space set known = 9223372036854775807", "head.known")]
    [InlineData("update space set checkpoint = checkpoint + 1", "head.checkpoint")]
    [InlineData("delete from checkpoint", "checkpoint.missing")]
    [InlineData("delete from space", "head.missing")]
    [InlineData("delete from erasable", "text.gone")]
    [InlineData("insert into document select space, x'00', bytes from document limit 1", "text.changed")]
    [InlineData("update entry set bytes = 7 where seq = 6", "entry.form")]
    public async Task What_follows_from_the_journal_is_held_against_it(string sql, string code)
    {
        var folder = Folder(file => DatabaseTampering.Execute(file, sql));

        var doctor = await RecordToTamper.RunAsync(record.Whole.Now, "doctor", "--data", folder, "--json");

        doctor.Code.ShouldBe(5, doctor.Output + doctor.Messages);
        Findings(doctor).ShouldContain(f => f.Code == code, doctor.Output);
    }

    [Theory]
    [InlineData("delete from entry where seq > 20")]
    [InlineData("update space set size = size - 1")]
    [InlineData("update space set head = randomblob(32)")]
    [InlineData("update space set known = 9223372036854775807")]
    [InlineData("update space set size = -1")]
    [InlineData("update space set peaks = x'0102'")]
    [InlineData("delete from space")]
    public async Task Nothing_is_signed_on_top_of_a_journal_that_does_not_hold_together(string sql)
    {
        var folder = Folder(file => DatabaseTampering.Execute(file, sql));
        var before = File.ReadAllBytes(Path.Combine(folder, "surety.db"));

        var run = await RecordToTamper.RunAsync(record.Whole.Now, "ingest", record.Prompt.Write("more.jsonl", """{"type":"outage","id":"more-1","service":"shop","from":"2026-04-10T10:00:00Z"}"""), "--data", folder, "--space", RecordToTamper.Space);

        run.Code.ShouldNotBe(0);
        run.Messages.ShouldNotContain("This is a bug");
        Content.Of(Path.Combine(folder, "surety.db"), new Dictionary<string, long>())!.Pieces.Count.ShouldBeLessThanOrEqualTo(Content.Of(Path.Combine(record.Whole.Folder, "surety.db"), new Dictionary<string, long>())!.Pieces.Count);
    }

    [Theory]
    [InlineData("delete from tail where seq = (select max(seq) from tail)", "its facts are missing")]
    [InlineData("update tail set bytes = (select bytes from tail order by seq limit 1) where seq = (select max(seq) from tail)", "its facts are not those that it took")]
    [InlineData("insert into tail select space, 1, bytes from tail limit 1", "there are facts of it that it did not take")]
    [InlineData("update chunk set columns = (select columns from chunk order by from_seq desc limit 1) where from_seq = (select min(from_seq) from chunk)", "what it put together is not what is there")]
    [InlineData("delete from chunk where from_seq = (select min(from_seq) from chunk)", "its facts are missing")]
    [InlineData("update document set bytes = (select bytes from document order by length(bytes) desc limit 1)", ", which it names, is another one")]
    public async Task Nothing_is_worked_out_from_what_is_not_what_the_journal_took(string sql, string message)
    {
        var folder = Folder(file => DatabaseTampering.Execute(file, sql));

        var run = await RecordToTamper.RunAsync(record.Whole.Now, "status", "--data", folder, "--space", RecordToTamper.Space);
        var close = await RecordToTamper.RunAsync(record.Whole.Now + NodaTime.Duration.FromDays(40), "close", "--data", folder, "--space", RecordToTamper.Space);

        foreach (var refused in new[] { run, close })
        {
            refused.Code.ShouldBe(5, refused.Output + refused.Messages);
            refused.Messages.ShouldContain(message);
            refused.Messages.ShouldContain("'surety doctor' looks at the whole record");
        }
    }

    [Fact]
    public async Task A_journal_that_was_cut_off_before_a_checkpoint_takes_no_more()
    {
        var whole = record.Whole.Read();
        var folder = Folder(file =>
        {
            DatabaseTampering.Cut(file, whole, 25);
            foreach (var note in whole.Checkpoints.Where(n => Checkpoint.Unsigned(n)!.Size is > 25 and < 29)) DatabaseTampering.Execute(file, $"insert into checkpoint values ('{whole.Space}', {Checkpoint.Unsigned(note)!.Size}, '{note}')");
        });

        var run = await RecordToTamper.RunAsync(record.Whole.Now, "export", "-o", Path.Combine(folder, "p.surety"), "--data", folder);

        run.Code.ShouldBe(5, run.Messages);
        run.Messages.ShouldContain("a checkpoint was signed about entries behind it");
    }

    [Fact]
    public async Task A_look_sees_one_state_whatever_is_written_meanwhile()
    {
        var folder = Folder(_ => { });
        var address = new StoreAddress.InFolder { Folder = folder };
        await using var reader = (await Store.ReadAsync(address, NodaTime.SystemClock.Instance, TestContext.Current.CancellationToken) as Result<Store>.Ok)!.Value;
        await using var reading = await reader.LookAsync(TestContext.Current.CancellationToken);
        var entries = await reading.EntriesAsync(RecordToTamper.Space, 1, long.MaxValue, TestContext.Current.CancellationToken);
        // Between two looks at the same record, facts come and others are put together.
        await RecordToTamper.RunAsync(record.Whole.Now, "ingest", record.Prompt.Write("more.jsonl", """{"type":"outage","id":"more-1","service":"shop","from":"2026-04-10T10:00:00Z"}"""), "--data", folder);
        await using (var writer = (await Store.WriteAsync(address, NodaTime.SystemClock.Instance, TestContext.Current.CancellationToken) as Result<Store>.Ok)!.Value)
            await Ingest.CompactAsync(writer, RecordToTamper.Space, TestContext.Current.CancellationToken, mostBatches: 2);

        var pack = await Packing.PackAsync(reading, RecordToTamper.Space, TestContext.Current.CancellationToken);

        pack.Entries.Count.ShouldBe(entries.Count);
        Verification.Of(pack, []).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_pack_of_a_stranger_takes_no_time_and_no_exception()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var whole = record.Whole.Read();
        var endless = Forgery.Signed(PackTampering.Chained(whole, e => e.First(c => (string?)c["kind"] == "chunk")["to"] = long.MaxValue), key);
        var beside = whole with { Texts = new Dictionary<long, (ValueList<byte>, string)> { [long.MinValue] = ([], "") }, Batches = new Dictionary<long, ReadOnlyMemory<byte>>(whole.Batches) { [long.MinValue] = new byte[1] } };

        foreach (var instant in new[] { "6026-02-12T09:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z" })
            Verification.Of(Forgery.Signed(PackTampering.Chained(whole, e => e.First(c => (string?)c["kind"] == "statement")["asOf"] = instant), key), []).Findings.ShouldContain(f => f.Code == "statement.differs");
        Verification.Of(endless, []).Findings.ShouldContain(f => f.Code == "entry.rule");
        Verification.Of(beside, []).Findings.Select(f => f.Code).Distinct().ShouldBe(["text.commitment", "facts.added", "text.gone"], ignoreOrder: true);
    }

    /// <summary>What somebody writes who keeps the record, knows how it is built, and has no key of a side.</summary>
    (Verification Own, JsonElement[] Other) Forged(Func<Pack, Pack> forge)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pack = Forgery.Signed(forge(record.Whole.Read()), key);
        var file = Path.Combine(record.NewFolder(), "pack.surety");
        using (var written = File.Create(file)) pack.Write(written);
        return (Verification.Of(pack, []), OtherVerifier.IsAvailable ? [.. JsonDocument.Parse(OtherVerifier.Look(file).Output).RootElement.GetProperty("findings").EnumerateArray()] : []);
    }

    void IsFoundAt(long seq, string code, Func<Pack, Pack> forge, bool byBoth = true)
    {
        var (own, other) = Forged(forge);
        own.Findings.ShouldContain(f => f.Seq == seq && f.Code == code, string.Join('\n', own.Findings));
        if (byBoth && OtherVerifier.IsAvailable) other.ShouldContain(f => f.GetProperty("entry").GetInt64() == seq, string.Join('\n', other));
    }

    ECDsa KeyOf(string side)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(record.Prompt.Path($"{side}.pem")));
        return key;
    }

    static JsonObject Line(int day, string kind, params (string Key, JsonNode? Value)[] says)
    {
        var line = new JsonObject { ["seq"] = 0, ["known"] = $"2026-06-{day:00}T00:00:00Z", ["previous"] = "", ["by"] = null, ["kind"] = kind };
        foreach (var (key, value) in says) line[key] = value;
        return line;
    }

    JsonObject Revocation(Side side, string by)
    {
        using var revoked = KeyOf(side == Side.Provider ? "provider" : "customer");
        using var signing = KeyOf(by);
        var id = Digest.Of(revoked.ExportSubjectPublicKeyInfo());
        return Line(1, "key revoked", ("key", id.ToString()), ("signature", Convert.ToBase64String(signing.SignData(SignedText.OfRevocation(RecordToTamper.Space, side, id), HashAlgorithmName.SHA256))));
    }

    [Fact]
    public void Nobody_takes_the_key_of_the_other_side()
    {
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (at, forged) = (record.Whole.Read().Entries.Count + 1, Line(2, "key", ("side", "customer"), ("publicKey", Convert.ToBase64String(mine.ExportSubjectPublicKeyInfo())), ("replaces", null), ("signature", "")));

        IsFoundAt(at, "entry.rule", pack => PackTampering.Chained(pack, e => e.Add(Revocation(Side.Customer, "provider"))));
        IsFoundAt(at + 1, "entry.rule", pack => PackTampering.Chained(pack, e => e.AddRange([Revocation(Side.Customer, "customer"), forged])));
        Forged(pack => PackTampering.Chained(pack, e => e.Add(Revocation(Side.Customer, "customer")))).Own.Findings.Select(f => f.Code).ShouldBe(["checkpoint.missing"]);
    }

    [Fact]
    public void A_fact_or_a_batch_that_counts_twice_is_found_at_the_later_entry()
    {
        var whole = record.Whole.Read();
        var first = Forgery.EntriesOf(whole).First(e => (string?)e["kind"] == "facts");
        var (seq, at) = ((long)first["seq"]!, whole.Entries.Count + 1L);
        Pack Again(Pack pack, string batch, long accepted) => PackTampering.Chained(pack, e =>
        {
            e.Add(Line(1, "facts", ("batch", batch), ("accepted", accepted), ("duplicates", 0), ("refused", 0), ("evidence", (string?)first["evidence"])));
        }) with
        { Batches = new Dictionary<long, ReadOnlyMemory<byte>>(pack.Batches) { [at] = pack.Batches[seq] } };

        IsFoundAt(at, "facts.id-twice", pack => Again(pack, "another", (long)first["accepted"]!), byBoth: false);
        IsFoundAt(at, "batch.twice", pack => Again(pack, (string)first["batch"]!, (long)first["accepted"]!));
        IsFoundAt(seq, "facts.count", pack => PackTampering.Chained(pack, e => e[(int)seq - 1]["accepted"] = (long)first["accepted"]! + 1), byBoth: false);
    }

    [Fact]
    public void What_was_put_together_twice_is_found()
    {
        var whole = record.Whole.Read();
        var first = Forgery.EntriesOf(whole).First(e => (string?)e["kind"] == "chunk");
        JsonNode[] says = [(long)first["from"]!, (long)first["to"]!, (string)first["chunk"]!];

        IsFoundAt(whole.Entries.Count + 1L, "chunk.overlap", pack => PackTampering.Chained(pack, e => e.Add(Line(1, "chunk", ("from", says[0]), ("to", says[1]), ("chunk", says[2])))), byBoth: false);
    }

    [Fact]
    public async Task Facts_that_were_put_together_twice_are_read_by_nobody()
    {
        var folder = Folder(file => DatabaseTampering.Execute(file, "update chunk set to_seq = (select max(to_seq) from chunk) where from_seq = (select min(from_seq) from chunk)"));

        var doctor = await RecordToTamper.RunAsync(record.Whole.Now, "doctor", "--data", folder, "--json");
        var status = await RecordToTamper.RunAsync(record.Whole.Now, "status", "--data", folder);

        Findings(doctor).Select(f => f.Code).ShouldContain("chunk.overlap");
        status.Code.ShouldBe(5);
    }

    [Fact]
    public void What_an_entry_says_of_a_version_is_held_against_its_file()
    {
        var at = (long)Forgery.EntriesOf(record.Whole.Read()).Last(e => (string?)e["kind"] == "proposed")["seq"]!;

        foreach (var (key, value) in new (string, JsonNode)[] { ("effective", "2026-03-02"), ("version", 3), ("language", "de") })
            IsFoundAt(at, "version.differs", pack => PackTampering.Chained(pack, e => e[(int)at - 1][key] = value), byBoth: false);
    }

    [Fact]
    public async Task It_says_who_signed_with_which_key_and_another_key_is_found()
    {
        using var provider = KeyOf("provider");
        using var customer = KeyOf("customer");
        var (mine, other) = (Digest.Of(customer.ExportSubjectPublicKeyInfo()), Digest.Of(provider.ExportSubjectPublicKeyInfo()));
        var pack = Path.Combine(record.Whole.Folder, "pack.surety");
        Task<Printed> Verify(params string[] args) => RecordToTamper.RunAsync(record.Whole.Now, ["verify", pack, .. args]);

        var shown = await Verify();
        var pinned = await Verify("--key", $"customer={mine}", "--key", $"provider={other}", "--json");
        var wrong = await Verify("--key", $"customer={other}", "--json");
        var nonsense = await Verify("--key", "somebody=1");

        shown.Output.ShouldContain("version 2, from 2026-03-01 on, proposed in entry ");
        shown.Output.ShouldContain($"with the key {mine}");
        shown.Output.ShouldNotContain("alone");
        pinned.Code.ShouldBe(0, pinned.Output);
        var versions = JsonDocument.Parse(pinned.Output).RootElement.GetProperty("versions");
        versions.GetArrayLength().ShouldBe(2);
        versions[1].GetProperty("signatures").EnumerateArray().Select(s => (s.GetProperty("side").GetString(), s.GetProperty("key").GetString())).ShouldBe([("provider", other.ToString()), ("customer", mine.ToString())]);
        JsonDocument.Parse(pinned.Output).RootElement.GetProperty("keptBy").ValueKind.ShouldBe(JsonValueKind.Null);
        wrong.Code.ShouldBe(5);
        Findings(wrong).Single().Code.ShouldBe("key.other");
        nonsense.Code.ShouldNotBe(0);
        nonsense.Messages.ShouldContain("names no key of a side");
    }

    [Fact]
    public async Task A_note_that_an_editor_saved_accuses_nobody()
    {
        var pack = Path.Combine(record.Whole.Folder, "pack.surety");
        var signature = record.Held.LastIndexOf('=') - 8;
        var broken = record.Held[..signature] + (record.Held[signature] == 'A' ? 'B' : 'A') + record.Held[(signature + 1)..];

        foreach (var (note, code) in new[] { (record.Held, 0), (record.Held + "\n", 0), (record.Held.TrimEnd('\n'), 0), (record.Held.Replace("\n", "\r\n", StringComparison.Ordinal), 0), ("\uFEFF" + record.Held, 0), (broken, 5) })
        {
            var file = record.Prompt.Write("edited.note", note);
            var verified = await VerifyAsync(pack, file);
            verified.Code.ShouldBe(code, verified.Output);
            if (code != 0) Findings(verified).Select(f => (f.Entry, f.Code)).ShouldBe([(0L, "held.unreadable")]);
            if (OtherVerifier.IsAvailable) OtherVerifier.Look(pack, file).IsFound.ShouldBe(code != 0);
        }
    }

    [Fact]
    public void A_header_that_was_changed_is_refused_though_nobody_reads_what_it_says()
    {
        var bytes = record.Whole.Pack.ToArray();
        // The mode of the first member.
        bytes[103] ^= 1;

        Stage.Reads(bytes).ShouldBeNull();
    }

    /// <summary>A data folder with the whole record, changed.</summary>
    string Folder(Action<string> change)
    {
        var folder = record.NewFolder();
        var file = Path.Combine(folder, "surety.db");
        File.WriteAllBytes(file, record.Whole.Database);
        Directory.CreateDirectory(Path.Combine(folder, "keys"));
        File.Copy(Path.Combine(record.Whole.Folder, "keys", "checkpoints.pem"), Path.Combine(folder, "keys", "checkpoints.pem"));
        change(file);
        return folder;
    }

    /// <summary>The test of this test: a verifier that looks at no checkpoint cannot see what only checkpoints show.</summary>
    [Fact]
    public async Task Without_checkpoints_nothing_shows_that_the_head_is_another()
    {
        foreach (var kind in PackTampering.OfTheHead)
        {
            var (folder, draw) = (Folder(_ => { }), new Draw(Seed));
            var file = Path.Combine(folder, "pack.surety");
            File.WriteAllBytes(file, PackTampering.Of(kind, draw, record));
            await DatabaseTampering.RunAsync(kind, draw, record, folder);
            string[][] looks = [["verify", file, "--checkpoint", record.HeldFile], ["doctor", "--data", folder, "--checkpoint", record.HeldFile]];
            foreach (var look in looks)
            {
                var (blind, seeing) = (ByItself("no-checkpoints", look), ByItself("", look));
                seeing.Code.ShouldBe(5, $"{kind}: {seeing.Output}");
                blind.Code.ShouldBe(0, $"{kind}: {blind.Output}");
                blind.Output.ShouldContain("SURETY_SABOTAGE breaks this run on purpose");
            }
        }
    }

    /// <summary>In a process of its own: a fault that is put in holds for the whole process.</summary>
    static (int Code, string Output) ByItself(string sabotage, string[] args)
    {
        var start = TheProgram.With(args);
        start.Environment["SURETY_SABOTAGE"] = sabotage;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    sealed class Tally
    {
        readonly SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);

        public List<string> Violations { get; } = [];

        public int Found { get; set; }

        public int Harmless { get; set; }

        public int Suspected { get; set; }

        public int Unreadable { get; set; }

        public int Agreed { get; set; }

        public void Count(string kind) => kinds[kind] = kinds.GetValueOrDefault(kind) + 1;

        /// <summary>One line for the record of a campaign.</summary>
        public void Write(ulong seed, int mutations, TimeSpan took)
        {
            if (Environment.GetEnvironmentVariable("SURETY_T12_LINE") is not { Length: > 0 } file) return;
            var figures = new { found = Found, unreadable = Unreadable, harmless = Harmless, suspectedHarmless = Suspected, secondVerifier = Agreed, kinds };
            File.WriteAllText(file, JsonSerializer.Serialize(new { test = "T12", seed, store = "sqlite", n = mutations, violations = Violations.Count, sec = Math.Round(took.TotalSeconds, 1), figures }) + "\n");
        }
    }
}
