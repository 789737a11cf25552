using System.Security.Cryptography;
using NodaTime;
using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class SpaceTests : IDisposable
{
    static readonly Digest Text = Digest.Of("a text"u8);
    static readonly Instant Known = Instant.FromUtc(2026, 12, 1, 0, 0);

    readonly ECDsa provider = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly ECDsa customer = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    Space? space;
    long seq;

    public void Dispose()
    {
        provider.Dispose();
        customer.Dispose();
    }

    static Recorded.Proposed Version(int number, string text = "one") => new(number, new(2026, number, 1), Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)), [], "en", Text);

    static ValueList<byte> Public(ECDsa key) => key.ExportSubjectPublicKeyInfo().ToValueList();

    Recorded.Signed Signed(int version, Side side, ECDsa key) => new(version, side, Digest.Of(Public(key).Span), key.SignData(SignedText.OfVersion("acme", space!.Versions.Last(v => v.What.Version == version).Seq, space.Versions.Last(v => v.What.Version == version).What, side), HashAlgorithmName.SHA256).ToValueList());

    void Done(Recorded what)
    {
        var applied = Space.Apply(space, ++seq, Known, what);
        space = applied.ShouldBeOfType<Result<Space>.Ok>(applied is Result<Space>.Refused no ? no.Problems[0].Message : null).Value;
    }

    string Refused(Recorded what) => Space.Apply(space, seq + 1, Known, what).ShouldBeOfType<Result<Space>.Refused>().Problems[0].Code;

    [Fact]
    public void Its_state_is_the_last_entry_that_two_people_could_have_written_at_once()
    {
        Open();
        var seen = new List<long> { space!.Revised };
        void After(Recorded what)
        {
            Done(what);
            seen.Add(space!.Revised);
        }

        After(new Recorded.KeyAdded(null, Public(customer), null, []));
        After(Version(1));
        After(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));
        After(Signed(1, Side.Provider, provider));
        After(new Recorded.Received("october", 1, 0, 0, Text));
        After(new Recorded.Exported(seq));
        After(Version(2));

        seen.ShouldBe([1, 1, 3, 4, 5, 5, 5, 8]);
    }

    void Open(Side? keptBy = null) => Done(new Recorded.Opened("acme", SpaceKind.Agreement, keptBy));

    [Fact]
    public void A_journal_begins_by_being_opened_and_once()
    {
        Refused(Version(1)).ShouldBe("space.closed");
        Open();
        Refused(new Recorded.Opened("acme", SpaceKind.Agreement, null)).ShouldBe("space.open");
    }

    [Fact]
    public void A_version_is_in_force_when_both_have_signed_it()
    {
        Open();
        Done(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));
        Done(new Recorded.KeyAdded(Side.Customer, Public(customer), null, []));
        Done(Version(1));
        Done(Signed(1, Side.Provider, provider));
        space!.InForce.ShouldBeEmpty();

        Refused(Signed(1, Side.Customer, provider)).ShouldBe("sign.wrong");
        Refused(Signed(1, Side.Provider, provider)).ShouldBe("sign.twice");
        Done(Signed(1, Side.Customer, customer));

        space!.InForce.Single().What.Version.ShouldBe(1);
        Refused(Version(1, "another")).ShouldBe("version.in-force");
        Refused(Version(1)).ShouldBe("version.there");
    }

    [Fact]
    public void A_proposal_takes_the_place_of_one_that_is_not_in_force_with_no_signature_left()
    {
        Open();
        Done(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));
        Done(Version(1));
        var signature = Signed(1, Side.Provider, provider);
        Done(signature);

        Done(Version(1, "another"));

        space!.Versions.Single().Signatures.Count.ShouldBe(0);
        Refused(signature).ShouldBe("sign.wrong");
    }

    [Fact]
    public void An_offer_that_was_replaced_is_not_revived_with_the_old_signature()
    {
        Open();
        Done(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));
        Done(Version(1));
        var signature = Signed(1, Side.Provider, provider);
        Done(signature);
        Done(Version(1, "another"));

        Done(Version(1));

        Refused(signature).ShouldBe("sign.wrong");
        Done(Signed(1, Side.Provider, provider));
    }

    [Fact]
    public void The_side_that_keeps_an_agreement_alone_needs_no_signature()
    {
        Open(Side.Customer);
        Done(Version(1));

        space!.InForce.Count().ShouldBe(1);
        Done(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));
        Refused(Signed(1, Side.Provider, provider)).ShouldBe("sign.alone");
    }

    static Recorded.KeyRevoked Revoked(ECDsa key, Side side, ECDsa by, string space = "acme") =>
        new(Digest.Of(Public(key).Span), by.SignData(SignedText.OfRevocation(space, side, Digest.Of(Public(key).Span)), HashAlgorithmName.SHA256).ToValueList());

    [Fact]
    public void Only_whoever_has_a_key_can_revoke_it()
    {
        using var machine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Open();
        Done(new Recorded.KeyAdded(null, Public(machine), null, []));
        Done(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));

        Refused(new Recorded.KeyRevoked(Digest.Of(Public(provider).Span), [])).ShouldBe("key.revocation");
        Refused(Revoked(provider, Side.Provider, customer)).ShouldBe("key.revocation");
        Refused(Revoked(provider, Side.Customer, provider)).ShouldBe("key.revocation");
        Refused(Revoked(provider, Side.Provider, provider, "another")).ShouldBe("key.revocation");
        Refused(Revoked(customer, Side.Customer, customer)).ShouldBe("key.unknown");
        Refused(Revoked(machine, Side.Provider, machine)).ShouldBe("key.unknown");
    }

    [Fact]
    public void A_revoked_key_signs_nothing_more_and_no_other_comes_in_its_place()
    {
        Open();
        Done(new Recorded.KeyAdded(Side.Provider, Public(provider), null, []));
        Done(Version(1));
        Done(Revoked(provider, Side.Provider, provider));

        Refused(Signed(1, Side.Provider, provider)).ShouldBe("sign.wrong");
        Refused(Revoked(provider, Side.Provider, provider)).ShouldBe("key.unknown");
        Refused(new Recorded.KeyAdded(Side.Provider, Public(customer), null, [])).ShouldBe("key.revoked");
        var signature = provider.SignData(SignedText.OfKey("acme", Side.Provider, Public(customer).Span), HashAlgorithmName.SHA256).ToValueList();
        Refused(new Recorded.KeyAdded(Side.Provider, Public(customer), Digest.Of(Public(provider).Span), signature)).ShouldBe("key.revoked");
        Done(new Recorded.KeyAdded(Side.Customer, Public(customer), null, []));
    }

    [Fact]
    public void What_is_no_key_is_no_key()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Open();

        Refused(new Recorded.KeyAdded(Side.Provider, [1, 2, 3], null, [])).ShouldBe("key.form");
        Refused(new Recorded.KeyAdded(Side.Provider, Public(other), null, [])).ShouldBe("key.form");
    }

    [Fact]
    public void Revisions_are_dense_and_end_when_the_period_is_final()
    {
        Open(Side.Provider);
        Done(Version(1));

        Refused(Published(1)).ShouldBe("statement.revision");
        Refused(new Recorded.Stepped("2026-10", LifeStep.Final, default)).ShouldBe("life.none");
        Done(Published(0));
        Refused(Published(0)).ShouldBe("statement.revision");
        Refused(Published(1) with { UpTo = 99 }).ShouldBe("statement.future");
        Done(Published(1));
        Done(new Recorded.Stepped("2026-10", LifeStep.Final, default));
        Refused(new Recorded.Stepped("2026-10", LifeStep.CommentEnded, default)).ShouldBe("life.order");
        Refused(Published(2)).ShouldBe("statement.final");

        static Recorded.Published Published(int revision) => new("2026-10", revision, Instant.FromUtc(2026, 11, 10, 0, 0), 1, [], Text, 1, Text, null);
    }

    [Fact]
    public void A_revision_knows_no_less_than_what_it_replaces_and_nothing_that_comes_after_it()
    {
        Open(Side.Provider);
        Done(Version(1));
        Done(new Recorded.Received("b", 1, 0, 0, Text));
        var (first, second) = (Instant.FromUtc(2026, 11, 10, 0, 0), Instant.FromUtc(2026, 11, 12, 0, 0));

        Refused(Published("2026-10", 0, Known + Duration.FromTicks(1), 3)).ShouldBe("statement.future");
        Done(Published("2026-10", 0, second, 3));
        Refused(Published("2026-10", 1, first, 3)).ShouldBe("statement.order");
        Refused(Published("2026-10", 1, second, 2)).ShouldBe("statement.order");
        // Another period has an order of its own.
        Done(Published("2026-09", 0, first, 2));
        Done(Published("2026-10", 1, Known, 4));

        static Recorded.Published Published(string period, int revision, Instant asOf, long upTo) => new(period, revision, asOf, upTo, [], Text, 1, Text, null);
    }

    [Fact]
    public void A_feed_has_measurements_and_no_agreement()
    {
        Done(new Recorded.Opened("platform-eu", SpaceKind.Feed, null));

        Refused(Version(1)).ShouldBe("space.feed");
        Done(new Recorded.KeyAdded(null, Public(provider), null, []));
        Done(new Recorded.Received("b", 1, 0, 0, Text));
    }
}
