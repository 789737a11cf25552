using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Whatever is done to the text of an agreement, it gives an agreement or problems, in order of place, and never an exception.</summary>
public sealed class HostileTextTests
{
    static readonly string[] Lines = Encoding.UTF8.GetString(AgreementFileTests.Full).Split('\n');
    static readonly string[] Words = Lines.SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()
        .Concat(["", "not stated", "0", "999999999999999999", "0.000000000000000001 %", "-", ":", "otherwise", "[a, b]", "|", "'", "2026-02-30", "9999-12-31", "€", "the", "none", "0 min", "every"]).ToArray();

    [Fact]
    public void A_text_with_words_changed_gives_an_agreement_or_problems() =>
        Prop.ForAll(Changes.ToArbitrary(), changes => IsAnswered(Encoding.UTF8.GetBytes(Changed(changes)))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_with_bytes_changed_gives_an_agreement_or_problems() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Place, byte Byte)[]>(), changes =>
        {
            var bytes = AgreementFileTests.Full.ToArray();
            foreach (var (place, value) in changes) bytes[unchecked((int)((uint)(place * 7919) % (uint)bytes.Length))] = value;
            IsAnswered(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_that_ends_anywhere_gives_an_agreement_or_problems()
    {
        for (var length = 0; length < AgreementFileTests.Full.Length; length += 97) IsAnswered(AgreementFileTests.Full[..length]);
    }

    sealed record Change(int Line, int Kind, int Word, int By);

    static Gen<Change[]> Changes { get; } =
        Gen.Choose(0, Lines.Length - 1).SelectMany(line => Gen.Choose(0, 4).SelectMany(kind => Gen.Choose(0, 20).SelectMany(word => Gen.Choose(0, Words.Length - 1).Select(by => new Change(line, kind, word, by)))))
            .ArrayOf(6);

    static string Changed(Change[] changes)
    {
        var lines = Lines.ToList();
        foreach (var (line, kind, word, by) in changes)
        {
            var at = line % lines.Count;
            var parts = lines[at].Split(' ');
            var place = word % parts.Length;
            lines[at] = kind switch
            {
                0 => string.Join(' ', parts.Select((p, i) => i == place ? Words[by] : p)),
                1 => string.Join(' ', parts.Where((_, i) => i != place)),
                2 => $"{lines[at]} {Words[by]}",
                3 => lines[(at + by) % lines.Count],
                _ => $"{lines[at]}\n{lines[(at + by) % lines.Count]}",
            };
        }
        return string.Join('\n', lines);
    }

    static void IsAnswered(byte[] bytes)
    {
        var parsed = AgreementFile.Parse("hostile.yaml", bytes);

        (parsed.Agreement is not null).ShouldBe(parsed.Problems.All(p => p.Severity != Severity.Error));
        parsed.Problems.Select(p => p.At).ShouldBeInOrder();
        parsed.Problems.ShouldAllBe(p => p.Message.EndsWith('.') || p.Message.EndsWith('?'));
    }
}
