using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class CheckpointTests
{
    [Fact]
    public void A_note_is_read_by_the_key_that_signed_it_and_by_no_other()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var checkpoint = new Checkpoint("acme", 17, Digest.Of("root"u8), Instant.FromUtc(2026, 11, 10, 12, 0));
        var note = checkpoint.Note(key.ExportSubjectPublicKeyInfo(), key.SignData(Encoding.UTF8.GetBytes(checkpoint.Text), HashAlgorithmName.SHA256));

        note.ShouldStartWith("surety/acme\n17\n");
        Checkpoint.Read(note, key.ExportSubjectPublicKeyInfo()).ShouldBe(checkpoint);
        Checkpoint.Unsigned(note).ShouldBe(checkpoint);
        Checkpoint.Read(note, other.ExportSubjectPublicKeyInfo()).ShouldBeNull();
    }

    [Fact]
    public void A_note_that_was_changed_anywhere_is_signed_by_nobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var checkpoint = new Checkpoint("acme", 17, Digest.Of("root"u8), Instant.FromUtc(2026, 11, 10, 12, 0));
        var note = checkpoint.Note(key.ExportSubjectPublicKeyInfo(), key.SignData(Encoding.UTF8.GetBytes(checkpoint.Text), HashAlgorithmName.SHA256));

        for (var i = 0; i < note.Length; i++)
        {
            var changed = new StringBuilder(note) { [i] = note[i] == 'A' ? 'B' : 'A' }.ToString();
            Checkpoint.Read(changed, key.ExportSubjectPublicKeyInfo()).ShouldBeNull(changed);
        }
        foreach (var text in new[] { "", "\n", note + "\n", note[..^1], note.Replace("\n", "\r\n", StringComparison.Ordinal) }) Checkpoint.Read(text, key.ExportSubjectPublicKeyInfo()).ShouldBeNull();
    }
}
