//! Notices written plainly: a feed is what every phone asks for first.

use async_graphql::parser::types::Field;
use domain::mykrt::notice;

use super::{
    Notice,
    audience::NoticeAudience,
    page::{NoticeConnection, NoticeEdge},
    types::{NoticeCategory, NoticeSeverity, NoticeStatus, share_address},
};
use crate::graphql::plain::{NotPlain, Plain, Writer, Wrote};

impl Plain for Notice {
    const TYPE: &'static str = "Notice";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let (notice, set) = (&self.notice, &field.selection_set.node);
        match field.name.node.as_str() {
            "id" => to.word(notice.id),
            "area" => match (&self.area, notice.area_id) {
                (Some(area), _) => to.object(area.as_ref(), set),
                (None, None) => to.bare("null"),
                (None, Some(_)) => Err(NotPlain),
            },
            "audience" => to.object(&NoticeAudience::of(notice), set),
            "official" => to.bare(notice.official),
            "severity" => to.enumeration(NoticeSeverity::from(notice.severity)),
            "category" => to.enumeration(NoticeCategory::from(notice.category)),
            "status" => to.enumeration(NoticeStatus::from(notice.status)),
            "title" => to.object(&notice.title, set),
            "body" => to.object(&notice.body, set),
            "link" => to.optional(notice.link.as_deref(), Writer::text),
            "needsAcknowledgement" => to.bare(notice.needs_acknowledgement),
            "isPublic" => to.bare(notice.is_public),
            "shareUrl" => {
                let public_url = to.public_url;
                let address = notice.shared_as().map(|slug| share_address(public_url, slug));
                to.optional(address.as_deref(), Writer::text)
            }
            "version" => to.bare(notice.version),
            "pushRound" => to.bare(notice.push_round),
            "statusReason" => {
                let reason = notice::status_reason(to.languages, notice);
                to.optional(reason.as_deref(), Writer::text)
            }
            // Only what a subscription tells has them, which is never written plainly.
            "cursor" => to.bare("null"),
            "missed" => to.bare(false),
            "updatedAt" => to.instant(notice.updated_at),
            _ => self.write_instant(field, to),
        }
    }
}

impl Notice {
    /// The instants that a notice may not have.
    fn write_instant(&self, field: &Field, to: &mut Writer<'_>) -> Wrote {
        let notice = &self.notice;
        let at = match field.name.node.as_str() {
            "publishAt" => notice.publish_at,
            "publishedAt" => notice.published_at,
            "editedAt" => notice.edited_at,
            "expiresAt" => notice.expires_at,
            "pinnedUntil" => notice.pinned_until,
            "withdrawnAt" => notice.withdrawn_at,
            "heldBackAt" => notice.held_back_at,
            "askedAgainAt" => notice.asked_again_at,
            "readAt" => notice.read_at,
            "acknowledgedAt" => notice.acknowledged_at,
            _ => return Err(NotPlain),
        };
        to.optional(at, Writer::instant)
    }
}

impl Plain for NoticeEdge {
    const TYPE: &'static str = "NoticeEdge";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "cursor" => to.text(&self.place.cursor()),
            "node" => to.object(&self.notice, &field.selection_set.node),
            _ => Err(NotPlain),
        }
    }
}

impl Plain for NoticeConnection {
    const TYPE: &'static str = "NoticeConnection";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        let set = &field.selection_set.node;
        match field.name.node.as_str() {
            "nodes" => to.list(&self.edges, |to, edge| to.object(&edge.notice, set)),
            "edges" => to.list(&self.edges, |to, edge| to.object(edge, set)),
            "pageInfo" => to.object(&self.place(), set),
            _ => Err(NotPlain),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        mykrt::notice::InList,
        shared::{
            clock::Instant,
            id::{NoticeId, PersonId},
            language::LocalizedText,
        },
    };

    use super::*;
    use crate::graphql::plain::written;

    fn notice() -> Notice {
        let at: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        let id = |prefix: &str| format!("{prefix}_01jaaaaaaaaaaaaaaaaaaaaaaa");
        let words = |ms: &str| LocalizedText { ms: ms.to_owned(), en: None, zh: None, ta: None };
        let notice = notice::Notice {
            id: id(NoticeId::PREFIX).parse().unwrap(),
            scope: notice::Where::State("01".to_owned()),
            area_id: None,
            official: true,
            audience: 5,
            author_id: id(PersonId::PREFIX).parse().unwrap(),
            severity: notice::Severity::Urgent,
            category: notice::Category::Disaster,
            status: notice::NoticeStatus::Published,
            title: words("Banjir \"kilat\""),
            body: words("Isi"),
            link: None,
            needs_acknowledgement: true,
            is_public: true,
            slug: Some("banjir-7k3q2a".to_owned()),
            version: 2,
            carried_version: 0,
            push_round: 1,
            asked_again_at: None,
            asked_version: 0,
            publish_at: None,
            scheduled_by: None,
            held_back_at: None,
            published_at: Some(at),
            edited_at: None,
            expires_at: None,
            pinned_until: None,
            withdrawn_at: None,
            status_reason: None,
            created_at: at,
            updated_at: at,
            read_at: Some(at),
            acknowledged_at: None,
            named: false,
        };
        Notice { notice, area: None }
    }

    #[test]
    fn a_feed_as_an_app_asks_for_it_is_written_plainly() {
        let notice = notice();
        let place = InList::Sent(notice.notice.id);
        let cursor = place.cursor();
        let edges = vec![NoticeEdge { place, notice }];
        let page = NoticeConnection { edges, has_next: true, has_previous: false };
        let document = "{ nodes { severity title { ms en } publishedAt readAt area { id name } } \
             edges { cursor node { audience { nation stateCode roles } shareUrl } } \
             pageInfo { hasNextPage endCursor } }";
        let expected = format!(
            r#"{{"nodes":[{{"severity":"URGENT","title":{{"ms":"Banjir \"kilat\"","en":null}},"publishedAt":"2026-03-14T04:00:00.000Z","readAt":"2026-03-14T04:00:00.000Z","area":null}}],"edges":[{{"cursor":"{cursor}","node":{{"audience":{{"nation":false,"stateCode":"01","roles":["RESIDENTS","PATROL"]}},"shareUrl":"https://krt.test/n/banjir-7k3q2a"}}}}],"pageInfo":{{"hasNextPage":true,"endCursor":"{cursor}"}}}}"#
        );
        assert_eq!(written(&page, document), Some(expected));
    }

    #[test]
    fn what_needs_no_waiting_is_written_and_the_rest_is_not() {
        let notice = notice();
        for field in [
            "id category status official link needsAcknowledgement isPublic version pushRound",
            "publishAt editedAt expiresAt pinnedUntil withdrawnAt heldBackAt askedAgainAt acknowledgedAt",
            "statusReason cursor missed updatedAt body { text language }",
        ] {
            assert!(written(&notice, &format!("{{ {field} }}")).is_some(), "{field}");
        }
        for field in [
            "viewerCanUpdate",
            "viewerCanPublish",
            "viewerCanWithdraw",
            "attachments { width }",
            "revisions { version }",
            "receipts { read }",
            "delivery { sent }",
            "timeline { at }",
            "audience { area { id } }",
        ] {
            assert_eq!(written(&notice, &format!("{{ {field} }}")), None, "{field}");
        }
    }
}
