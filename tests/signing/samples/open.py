"""What verification judges wrongly today: the defect, and the samples that show it."""

_KNOWN: dict[str, str] = {
    "A body that no section names, between two revisions, is not seen": """
        subtle/content_taken_back_in_the_last_section/approval-one
        subtle/content_taken_back_in_the_last_section/p3-one
    """,
    "Changed metadata stays green": """
        catalogue/metadata_changed/approval-one
        catalogue/metadata_changed/p1-one
        catalogue/metadata_changed/p1-two
        catalogue/metadata_changed/p2-one
        catalogue/metadata_changed/p3-one
        catalogue/title_changed/approval-one
        catalogue/title_changed/p3-one
    """,
    "What the form's fields look like when drawn anew was changed": """
        rights/default_appearance_of_the_form/approval-one
        rights/default_appearance_of_the_form/p3-one
    """,
    "No signing-certificate attribute, which PAdES requires": """
        cms/without_signing_certificate
    """,
    "A certificate of a CA, a time-stamp authority or a web server signs documents": """
        cms/signed_by_the_authority_itself
        cms/signed_by_a_time_stamp_authority
        cms/signed_by_a_web_server
    """,
    "Data behind the CMS object in Contents is not looked at": """
        cms/bytes_behind_the_envelope
        ranges/data_in_the_hole/approval-one
        ranges/data_in_the_hole/p3-one
    """,
    "NeedAppearances makes readers show another value than the signed picture": """
        locks/appearances_made_anew_from_other_values
        locks/appearances_made_anew_on_a_certified_form
    """,
    "A field that nobody changed counts as filled in, or an allowed filling as an attack": """
        honest/as_signed/approval-two
        honest/as_signed/p2-two
        honest/as_signed/p3-two
        honest/ends_in_newline/approval-two
        honest/ends_in_crlf/approval-two
        honest/ends_in_spaces/approval-two
        honest/ends_in_nuls/approval-two
        honest/spare_field_signed/approval-one
        honest/spare_field_signed/approval-two
        honest/spare_field_signed/p2-one
        honest/spare_field_signed/p2-two
        honest/spare_field_signed/p3-one
        honest/spare_field_signed/p3-two
        honest/spare_field_signed_with_xref_stream/approval-one
        honest/spare_field_signed_with_xref_stream/approval-two
        honest/spare_field_signed_with_xref_stream/p2-one
        honest/spare_field_signed_with_xref_stream/p2-two
        honest/spare_field_signed_with_xref_stream/p3-one
        honest/spare_field_signed_with_xref_stream/p3-two
        honest/document_time_stamp/approval-two
        honest/document_time_stamp/p2-two
        honest/document_time_stamp/p3-two
        honest/archived/approval-two
        honest/archived/p2-two
        honest/archived/p3-two
        honest/archived_three_times/approval-two
        honest/archived_three_times/p2-two
        honest/archived_three_times/p3-two
        honest/form_filled_where_allowed/p2-one
        honest/form_filled_where_allowed/p3-one
        honest/form_filled_then_signed/p2-one
        honest/form_filled_then_signed/p3-one
        honest/empty_revision/approval-two
        honest/same_objects_written_again/approval-two
        honest/dates_of_the_metadata_follow/approval-one
        honest/dates_of_the_metadata_follow/approval-two
    """,
    "An honest change is taken for an attack: freed numbers, VRI keys, comments, locks": """
        honest/comment_in_the_margin/p3-one
        honest/comment_in_the_margin/p3-two
        honest/numbers_freed_that_were_never_used/approval-one
        honest/numbers_freed_that_were_never_used/approval-two
        honest/archive_keys_written_anew/approval-one
        honest/archive_keys_written_anew/approval-two
        honest/lock_of_other_fields_and_next_signer
    """,
    "A signer who brings his own field is taken for an attacker": """
        honest/new_invisible_field_signed/approval-one
        honest/new_invisible_field_signed/approval-two
        honest/new_field_on_free_space_signed/approval-one
        honest/new_field_on_free_space_signed/approval-two
        honest/three_new_fields_one_after_another/approval-one
        honest/three_new_fields_one_after_another/approval-two
        honest/time_stamp_of_type_sig/approval-one
        honest/time_stamp_of_type_sig/approval-two
        honest/time_stamp_of_no_type/approval-one
        honest/time_stamp_of_no_type/approval-two
        quirks/form_inside_the_catalogue
        quirks/nested_page_tree
        quirks/ten_signers
    """,
    "A list that names a missing object makes every signature unreadable": """
        honest/missing_object_referred_to/approval-one
        honest/missing_object_referred_to/approval-two
    """,
    "Objects of a late /XRefStm are not seen": """
        structure/hybrid_stream_in_an_old_place/approval-one
        structure/hybrid_stream_in_an_old_place/p3-one
    """,
    "A dictionary that has a key twice reads differently in other readers": """
        structure/duplicated_key_in_the_page/approval-one
        structure/duplicated_key_in_the_page/p3-one
        structure/duplicated_key_in_the_catalogue/approval-one
        structure/duplicated_key_in_the_catalogue/p1-one
        structure/duplicated_key_in_the_catalogue/p1-two
        structure/duplicated_key_in_the_catalogue/p2-one
        structure/duplicated_key_in_the_catalogue/p3-one
    """,
}

#: The name of a sample to the defect that it shows; a mended one must leave the list.
OPEN = {name: defect for defect, names in _KNOWN.items() for name in names.split()}

#: Hostile files that take too long or too much.
OPEN_HOSTILE: dict[str, str] = {
    "crowds/ten_thousand_signed_fields_of_one_value": "One value is examined for each field",
    "crowds/one_field_listed_ten_thousand_times": "One field is examined as often as it is listed",
    "crowds/a_hundred_signatures": "The work grows with the square of the signatures",
}

#: Bad fields that hide the good one beside them.
OPEN_BESIDE: dict[str, str] = {
    "kid_is_itself": "A field among its own kids makes the whole form unreadable",
}

#: What fuzzing found and nobody has mended yet.
OPEN_FOUND: dict[str, str] = {}
